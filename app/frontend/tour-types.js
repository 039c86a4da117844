// The shapes of what the API answers, for the type checker; nothing here runs.

/**
 * @typedef {{ref: string, osm_id: number, lon: number, lat: number, at_m: number}} Junction
 * @typedef {{kind: string, name: string, lon: number, lat: number, at_m: number, arrive: string | null,
 *   leave: string | null, open_from: string | null, open_until: string | null, url: string}} Stop
 * @typedef {{at_m: number, lon: number, lat: number, text: string, sign: string, junction?: string}} Instruction
 * @typedef {{metres: number, stops: number, why: {what: string, metres: number, text: string}[]}} ThemeFigures
 * @typedef {{count: number, longest_gap_m: number, gap_from_m: number, gap_to_m: number}} FacilityFigures
 * @typedef {{code: string, text: string, values: Record<string, unknown>}} Warning
 *
 * @typedef {object} TourProperties
 * @property {string} id
 * @property {string} title
 * @property {import('./plan.js').Mode} mode
 * @property {number | null} asked_m
 * @property {boolean} complete
 * @property {number} length_m
 * @property {number} duration_s
 * @property {string | null} [depart]  Local date and time.
 * @property {number | null} ascent_m
 * @property {number} start_gap_m
 * @property {'loop' | 'lollipop' | 'out-and-back' | 'one-way'} class
 * @property {number} repeated_m
 * @property {number | null} length_error
 * @property {Record<string, number>} surface
 * @property {Record<string, number>} way_class
 * @property {Record<string, number>} landscape
 * @property {Record<string, number>} traffic_stress
 * @property {Record<string, ThemeFigures>} themes
 * @property {Junction[]} junctions
 * @property {Stop[]} stops
 * @property {Record<string, FacilityFigures>} facilities
 * @property {Warning[]} warnings
 * @property {Instruction[]} instructions
 *
 * @typedef {{type: 'Feature', id: string, bbox: [number, number, number, number],
 *   geometry: {type: 'LineString', coordinates: [number, number][]}, properties: TourProperties}} TourFeature
 * @typedef {{type: 'FeatureCollection', features: TourFeature[], reason?: string, detail?: string, demo: boolean,
 *   attribution: string[], dataset: string}} TourCollection
 * @typedef {{type: 'Feature', id: string, geometry: {type: 'Point', coordinates: [number, number]},
 *   properties: {id: string, name: string, group: string, category: string, settlement: string,
 *   municipality: string, ref: string, placed_by: string, start?: string}}} PlaceFeature
 *
 * @typedef {object} Region
 * @property {string} name
 * @property {string} title
 * @property {[number, number, number, number]} bbox
 * @property {boolean} demo
 * @property {string[]} attribution
 * @property {string} dataset
 *
 * @typedef {object} Page  What the server says to the page's script.
 * @property {string} lang
 * @property {Region | null} region
 * @property {{name: string, title: string, text: string, icon: string, modes: string[]}[]} themes
 * @property {Record<string, Record<string, string>>} words
 * @property {TourFeature | null} tour
 * @property {import('./tour/profile-data.js').Profile} profile  On a tour's page.
 * @property {import('./tour/keeping.js').Keep | null} keep  On a tour's page: what to keep of it for the way.
 * @property {string[]} node_networks  Modes that have a numbered node network here.
 * @property {import('./map/style.js').Background | null} background  Another host's map, where one is configured.
 * @property {string} basemap
 */

export {};
