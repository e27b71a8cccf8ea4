import ArgumentParser
import Reports

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// `breakwater config`.
struct ConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Show and change the stored settings.",
        subcommands: [ConfigViewCommand.self, ConfigSetCommand.self, ConfigDeleteCommand.self])
}

/// Where the settings lie.
struct CacheDirectoryOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The folder with settings and caches, ~/.breakwater unless KS_CACHE_DIR says otherwise.", valueName: "dir"),
        completion: .directory)
    var cacheDir: String?

    func open() throws -> CacheDirectory { try CacheDirectory(cacheDir) }
}

/// `breakwater config view`.
struct ConfigViewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "view", abstract: "Show the settings; secrets are masked.")

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json, yaml
    }

    @OptionGroup var directory: CacheDirectoryOption

    @Option(name: .shortAndLong, help: "text, json or yaml.")
    var output: Format = .text

    @Flag(help: "Show settings that have no value, too.")
    var includeEmpty = false

    func run() throws {
        let settings = try Settings(try directory.open())
        let shown = Settings.Key.allCases.compactMap { key -> (key: String, value: String)? in
            let value = settings[key] ?? ""
            guard includeEmpty || !value.isEmpty else { return nil }
            return (key.rawValue, key.isSecret && !value.isEmpty ? Self.masked(value) : value)
        }
        switch output {
        case .text:
            if shown.isEmpty { Console.complain("No settings are stored. Set one: breakwater config set KEY=VALUE.") }
            for (key, value) in shown { Console.writeLine("\(key): \(value)") }
        case .json: Console.write(StructuredText.json(shown))
        case .yaml: Console.write(StructuredText.yaml(shown))
        }
    }

    /// All but the last four characters of a long secret, and all of a short one.
    private static func masked(_ value: String) -> String {
        value.count < 12 ? "****" : "****" + value.suffix(4)
    }
}

/// `breakwater config set KEY=VALUE`.
struct ConfigSetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Change a setting: KEY=VALUE or KEY VALUE.")

    @OptionGroup var directory: CacheDirectoryOption

    @Argument(help: ArgumentHelp("The setting and its value.", valueName: "KEY=VALUE"))
    var words: [String]

    func run() throws {
        let parts =
            words.count == 2
            ? words
            : words.first.map { word in
                word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            } ?? []
        guard words.count <= 2, parts.count == 2 else {
            throw Refusal("Say which setting gets which value: breakwater config set KEY=VALUE.")
        }
        let known = Settings.Key.allCases.filter(\.isSettable).map(\.rawValue)
        guard let key = Settings.Key(rawValue: parts[0]), key.isSettable else {
            throw Refusal("There is no setting \"\(parts[0])\". These can be set: \(known.joined(separator: ", ")).")
        }
        if let problem = key.problem(with: parts[1]) {
            throw Refusal("The value for \(key.rawValue) \(problem).")
        }
        var settings = try Settings(try directory.open())
        settings[key] = parts[1]
        try settings.save()
    }
}

/// `breakwater config delete [cache]`.
struct ConfigDeleteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Remove all settings, or the results kept from earlier scans.")

    enum Subject: String, ExpressibleByArgument, CaseIterable {
        case settings, cache
    }

    @OptionGroup var directory: CacheDirectoryOption

    @Argument(help: "settings or cache.")
    var subject: Subject = .settings

    func run() throws {
        let directory = try directory.open()
        switch subject {
        case .settings: try remove(directory.settings)
        case .cache: try remove(directory.verdicts)
        }
    }

    /// A file, or a folder of files. What is not there is removed already.
    private func remove(_ path: String) throws {
        if unlink(path) == 0 || errno == ENOENT { return }
        guard errno == EISDIR || errno == EPERM, let folder = opendir(path) else { throw failure(path) }
        defer { closedir(folder) }
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name == "." || name == ".." { continue }
            guard unlink("\(path)/\(name)") == 0 else { throw failure("\(path)/\(name)") }
        }
        guard rmdir(path) == 0 else { throw failure(path) }
    }

    private func failure(_ path: String) -> Refusal {
        Refusal("\(path) cannot be removed (\(String(cString: strerror(errno)))). Check its permissions.")
    }
}
