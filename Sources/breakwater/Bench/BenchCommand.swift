import ArgumentParser
import Documents
import PolicyLibrary
import PostureScan

/// `breakwater bench`: what `scripts/bench` measures inside of one process. Not for users.
struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench", abstract: "Measure parts of the program.", shouldDisplay: false,
        subcommands: [BenchDocumentsCommand.self, BenchLibraryCommand.self, BenchPagesCommand.self])
}

/// `breakwater bench documents FILE`.
struct BenchDocumentsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "documents", abstract: "Measure parsing a JSON or YAML file.")

    @Option(help: "Repetitions; the best one counts.")
    var runs = 5

    @Argument(help: "The file; JSON when its name ends in .json.")
    var file: String

    func run() throws {
        let source: SourceBytes
        do throws(DocumentError) {
            source = try SourceBytes(path: file, budget: DocumentBudget(maxBytes: 1 << 30))
        } catch {
            throw Refusal(error)
        }
        let budget = DocumentBudget(maxBytes: 1 << 30)
        let isJSON = file.hasSuffix(".json")
        for positions in isJSON ? [false, true] : [true] {
            var best = Duration.seconds(1 << 20)
            var bytes = 0
            for _ in 0..<max(runs, 1) {
                let start = ContinuousClock.now
                do throws(DocumentError) {
                    if isJSON {
                        bytes = try JSONParser.parse(
                            source, name: file, budget: budget, positions: positions
                        ).byteCount
                    } else {
                        bytes = try YAMLParser.parse(source, name: file, budget: budget, positions: positions)
                            .reduce(0) { $0 + $1.byteCount }
                    }
                } catch {
                    throw Refusal(error)
                }
                best = min(best, ContinuousClock.now - start)
            }
            let rate = Double(source.count) / 1e6 / best.inSeconds
            Console.writeLine(
                "\(isJSON ? "JSON" : "YAML")\(positions ? " with positions" : ""): "
                    + "\(best.inMilliseconds) ms, \(Int(rate)) MB/s, tree \(bytes / 1_000_000) MB")
        }
    }
}

/// `breakwater bench library`.
struct BenchLibraryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "library", abstract: "Measure loading and compiling every rule of the library.")

    @Option(help: "Repetitions; the best one counts.")
    var runs = 5

    func run() throws {
        do throws(PolicyLibraryError) {
            var best = (load: Duration.seconds(1 << 20), compile: Duration.seconds(1 << 20))
            var count = 0
            for _ in 0..<max(runs, 1) {
                let start = ContinuousClock.now
                let library = PolicyLibrary.builtIn()
                let rules = try library.rules()
                let loaded = ContinuousClock.now
                let compiler = try RuleCompiler(library)
                count = 0
                for rule in rules {
                    _ = try compiler.compile(rule)
                    count += try compiler.compileEnumerator(rule) == nil ? 1 : 2
                }
                best.load = min(best.load, loaded - start)
                best.compile = min(best.compile, ContinuousClock.now - loaded)
            }
            Console.writeLine(
                "\(count) modules: loaded in \(best.load.inMilliseconds) ms, compiled in \(best.compile.inMilliseconds) ms"
            )
        } catch {
            throw Refusal(error)
        }
    }
}

extension Duration {
    var inSeconds: Double {
        let (seconds, attoseconds) = components
        return Double(seconds) + Double(attoseconds) / 1e18
    }

    /// With a digit behind the point.
    var inMilliseconds: String { "\((inSeconds * 10_000).rounded() / 10)" }
}
