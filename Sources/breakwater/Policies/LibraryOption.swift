import ArgumentParser
import PolicyLibrary

/// Which policy library a command is about.
struct LibraryOption: ParsableArguments {
    @Option(help: ArgumentHelp("A library in a folder instead of the built-in one.", valueName: "dir"))
    var library: String?

    /// - Throws: ``PolicyLibraryError``.
    func open() throws -> PolicyLibrary {
        try library.map { try PolicyLibrary(directory: $0) } ?? PolicyLibrary.builtIn()
    }
}
