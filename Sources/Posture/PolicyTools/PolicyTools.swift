// PolicyTools: what the authors of policies need.
//
// - `LibrarySource` reads a library in source form with the places of everything, so that `Lint` can point at lines.
// - `LibraryCatalog` lists what a library has and tells all about one entry.
// - `LibraryExport` writes a library as sources or in the published form that scanners load.
