"""OGC API – Features: the dataset's layers and the desk's findings, as QGIS and other GIS load them."""
