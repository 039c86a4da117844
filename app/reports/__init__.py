"""Reports for officers and councils: page, PDF, XLSX, CSV, GeoPackage, stand-alone map; one content for all."""
