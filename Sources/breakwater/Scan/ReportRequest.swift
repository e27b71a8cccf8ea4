import PostureScan
import Reports

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The reports that a user asked for, and where each goes.
struct ReportRequest {
    /// A format and its file; nil is standard output.
    struct Destination: Equatable {
        let format: ReportFormat
        let path: String?
    }

    let destinations: [Destination]
    let options: ReportOptions
    let version: ReportVersion
    let isVerbose: Bool

    /// Where each format goes.
    ///
    /// One format goes to the file as it is named, with an ending when the name has none. Of several, the terminal
    /// report goes to the terminal, and each other one to a file with its own ending. Where two would share a file, the
    /// second has its format in the name.
    static func destinations(_ formats: [ReportFormat], output: String?) -> [Destination] {
        if formats.count == 1, let format = formats.first {
            guard let output else {
                return [Destination(format: format, path: format.isAlwaysFile ? "report" + format.ending : nil)]
            }
            let name = output.split(separator: "/").last ?? ""
            return [
                Destination(
                    format: format, path: name.contains(".") || isDevice(output) ? output : output + format.ending)
            ]
        }
        var taken: Set<String> = []
        // The terminal first: it is what people wait for.
        let ordered = formats.filter { $0 == .prettyPrinter } + formats.filter { $0 != .prettyPrinter }
        let base = base(of: output ?? "report", formats)
        return ordered.map { format in
            if format == .prettyPrinter { return Destination(format: format, path: nil) }
            var path = base + format.ending
            if format.fileExtensions.contains(where: { output?.hasSuffix($0) == true }), let output,
                !taken.contains(output)
            {
                path = output
            }
            if !taken.insert(path).inserted { path = "\(base).\(format.rawValue)\(format.ending)" }
            taken.insert(path)
            return Destination(format: format, path: path)
        }
    }

    /// The name without the ending of one of the formats.
    private static func base(of output: String, _ formats: [ReportFormat]) -> String {
        for ending in formats.flatMap(\.fileExtensions) where output.hasSuffix(ending) && output.count > ending.count {
            return String(output.dropLast(ending.count))
        }
        return output
    }

    private static func isDevice(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT != S_IFREG && status.st_mode & S_IFMT != S_IFDIR
    }

    /// Whether some report shows the objects that were scanned.
    var needsObjects: Bool {
        !options.omitsRawResources
            && destinations.contains { $0.format == .yaml || $0.format == .json && version == .v2 }
    }

    /// Whether all files could be written, so that no scan is made in vain.
    func check() throws {
        do throws(ReportFileError) {
            for destination in destinations { if let path = destination.path { try ReportFile.check(path) } }
        } catch {
            throw Refusal(error)
        }
    }

    /// Writes all reports, the one for the terminal first. A file that cannot be written keeps no other from being.
    func deliver(_ report: ScanReport, _ metadata: ReportMetadata) throws {
        var failure: ReportFileError?
        for destination in destinations {
            let writer = ReportWriter(
                report, metadata, style: Console.style(toFile: destination.path != nil), version: version)
            do throws(ReportFileError) {
                if let path = destination.path {
                    try ReportFile.write(to: path) { writer.write(destination.format, to: $0) }
                    Console.complain("The \(destination.format.rawValue) report is in \(path).")
                } else {
                    try Console.write { writer.write(destination.format, to: $0) }
                }
                if let remark = writer.remark(on: destination.format) { Console.complain("Note: \(remark)") }
            } catch {
                if failure != nil { Console.complain("Error: \(error)") }
                failure = failure ?? error
            }
        }
        if let failure { throw Refusal(failure) }
    }
}

extension ReportFormat {
    fileprivate var ending: String { fileExtensions.first ?? "" }
}

extension Console {
    /// Writes a report to standard output, piece by piece. Whoever reads it may stop early.
    static func write(_ write: (ReportOutput) -> Void) throws(ReportFileError) {
        let output = ReportOutput { buffer in
            var rest = buffer[...]
            while !rest.isEmpty {
                let count = Glibc.write(STDOUT_FILENO, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if count < 0 && errno == EINTR { continue }
                if count < 0 && errno == EPIPE { return }
                guard count > 0 else {
                    throw ReportFileError(path: "standard output", why: String(cString: strerror(errno)))
                }
                rest = rest.dropFirst(count)
            }
        }
        write(output)
        do {
            try output.finish()
        } catch {
            throw error as? ReportFileError ?? ReportFileError(path: "standard output", why: "\(error)")
        }
    }
}
