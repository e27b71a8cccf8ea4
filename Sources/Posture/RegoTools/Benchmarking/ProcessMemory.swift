import Documents

/// What the process takes of the machine.
enum ProcessMemory {
    /// The most bytes of memory that were resident at a time (`VmHWM` of proc(5)); nil where there is no such file.
    static var peak: Int? {
        guard let source = try? SourceBytes(path: "/proc/self/status") else { return nil }
        let text = withExtendedLifetime(source) { String(decoding: source.bytes, as: UTF8.self) }
        for line in text.split(separator: "\n") where line.hasPrefix("VmHWM:") {
            return line.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first.flatMap { Int($0) }.map {
                $0 << 10
            }
        }
        return nil
    }
}
