import ArgumentParser
import Documents
import PolicyLibrary
import PostureScan
import Rego

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// `breakwater bench pages FILE`: a scan of objects that come page by page, without a network.
struct BenchPagesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pages", abstract: "Measure a scan of pages: one JSON object a line.")

    @Option(help: "Objects of a page.")
    var pageSize = 500

    @Option(help: "Threads that evaluate (default: all processors).")
    var workers: Int?

    @Flag(help: "Only rules that look at one object at a time.")
    var single = false

    @Flag(help: "Parse the pages and evaluate nothing.")
    var parseOnly = false

    @Flag(help: "Keep no objects for a report.")
    var omitRawResources = false

    @Argument(help: "The file.")
    var file: String

    func run() async throws {
        let pages = LinePages(path: file, pageSize: pageSize)
        let start = ContinuousClock.now
        do {
            if parseOnly {
                _ = try await pages.read([]) { _ in }
                finish("parsed", start)
                return
            }
            let library = PolicyLibrary.builtIn()
            let context = ScanContext.cluster(cloud: nil)
            var selected = try library.select(frameworks: try library.frameworkNames(), for: context)
            if single { try keepSingle(&selected, library) }
            var options = ScanOptions(context: context, workers: workers ?? Console.processors)
            options.keepsObjects = !omitRawResources
            let report = try await PostureScanner(
                library: library, inputs: try library.defaultInputs(), options: options
            ).scan(pages, selected)
            let failures = report.controls.reduce(0) { $0 + $1.count(.failed) }
            finish("\(report.controls.count) controls, \(failures) failures", start)
        } catch let error as ExitCode {
            throw error
        } catch {
            throw Refusal(error)
        }
    }

    private func keepSingle(_ selected: inout [SelectedFramework], _ library: PolicyLibrary) throws {
        let compiler = try RuleCompiler(library)
        for framework in selected.indices {
            for control in selected[framework].controls.indices {
                try selected[framework].controls[control].rules.removeAll { rule in
                    let policies = [try compiler.compile(rule), try compiler.compileEnumerator(rule)].compactMap(\.self)
                    return rule.aggregator != nil
                        || !policies.allSatisfy { $0.looksAtOneElement(["armo_builtins", "deny"]) }
                }
            }
            selected[framework].controls.removeAll { $0.rules.isEmpty }
        }
    }

    private func finish(_ what: String, _ start: ContinuousClock.Instant) {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        let processor = Double(usage.ru_utime.tv_sec) + Double(usage.ru_utime.tv_usec) / 1e6
        Console.writeLine(
            "\(what): \((ContinuousClock.now - start).inMilliseconds) ms, \((processor * 1000).rounded()) ms of CPU, "
                + "\(usage.ru_maxrss >> 10) MiB at most")
    }
}

/// Pages of a file with one JSON object a line.
private struct LinePages: ObjectSource {
    let path: String
    let pageSize: Int

    func read(
        _ wanted: [MatchBlock], deliver: @escaping @Sendable (ObjectPage) async throws -> Void
    ) async throws -> SourceSummary {
        guard let file = fopen(path, "r") else {
            throw Refusal("\(path) cannot be read (\(String(cString: strerror(errno)))). Check the path.")
        }
        defer { fclose(file) }
        var order: UInt64 = 0
        while let text = nextPage(file) {
            let documents = try JSONParser.parseStream(SourceBytes(text), name: path, budget: .data)
            try await deliver(ObjectPage(documents.map { PageObject($0.root) }, order: order))
            order += 1
        }
        return SourceSummary()
    }

    private func nextPage(_ file: UnsafeMutablePointer<FILE>) -> [UInt8]? {
        var line: UnsafeMutablePointer<CChar>?
        var capacity = 0
        defer { free(line) }
        var text: [UInt8] = []
        for _ in 0..<pageSize {
            let count = getline(&line, &capacity, file)
            guard count > 0, let line else { break }
            text.append(
                contentsOf: UnsafeRawBufferPointer(start: line, count: count).bindMemory(to: UInt8.self))
        }
        return text.isEmpty ? nil : text
    }
}
