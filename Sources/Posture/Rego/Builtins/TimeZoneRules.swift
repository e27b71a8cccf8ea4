#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The offsets from UTC of one place, read from the system's time zone files (RFC 8536).
struct TimeZoneRules: Sendable {
    struct Offset: Sendable, Equatable {
        let seconds: Int
        let isDaylight: Bool
        let name: String
    }

    static let utc = TimeZoneRules(offset: Offset(seconds: 0, isDaylight: false, name: "UTC"))

    private let offsets: [Offset]
    /// Moments of change, each with the index of the offset that holds from then on.
    private let changes: [(at: Int, offset: Int)]
    private let afterwards: RecurringOffsets?

    private init(offset: Offset) {
        offsets = [offset]
        changes = []
        afterwards = nil
    }

    /// A zone with the same offset always.
    static func fixed(_ seconds: Int, name: String) -> TimeZoneRules {
        TimeZoneRules(offset: Offset(seconds: seconds, isDaylight: false, name: name))
    }

    /// Reads the content of a zone file; nil when it is none.
    init?(_ bytes: [UInt8]) {
        var reader = Reader(bytes: bytes)
        guard var header = reader.header() else { return nil }
        var width = 4
        if header.version >= 2 {
            // The first block is for readers of 32 bits; the second says everything again.
            reader.position += header.size(4)
            guard let second = reader.header() else { return nil }
            (header, width) = (second, 8)
        }
        guard reader.position + header.size(width) <= bytes.count, header.types > 0 else { return nil }
        let moments = (0..<header.times).map { _ in reader.integer(width) }
        let indexes = (0..<header.times).map { _ in Int(reader.byte()) }
        let types = (0..<header.types).map { _ in (reader.integer(4), reader.byte() != 0, Int(reader.byte())) }
        let names = bytes[reader.position..<(reader.position + header.characters)]
        reader.position += header.size(width) - header.times * (width + 1) - header.types * 6
        guard indexes.allSatisfy({ $0 < types.count }), types.allSatisfy({ $0.2 <= names.count }) else { return nil }
        offsets = types.map { type in
            let name = names.dropFirst(type.2).prefix { $0 != 0 }
            return Offset(seconds: type.0, isDaylight: type.1, name: String(decoding: name, as: UTF8.self))
        }
        changes = zip(moments, indexes).map { ($0, $1) }
        let footer = bytes[min(reader.position, bytes.count)...].drop { $0 == 10 }.prefix { $0 != 10 }
        afterwards = width == 8 ? RecurringOffsets(Array(footer)) : nil
    }

    /// The offset that holds at a moment, in seconds since 1970 in UTC.
    func offset(at moment: Int) -> Offset {
        guard let first = changes.first, moment >= first.at else {
            if changes.isEmpty, let afterwards { return afterwards.offset(at: moment) }
            return offsets[initialOffset]
        }
        if let last = changes.last, moment >= last.at, let afterwards { return afterwards.offset(at: moment) }
        var (low, high) = (0, changes.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if changes[middle].at <= moment { low = middle } else { high = middle }
        }
        return offsets[changes[low].offset]
    }

    /// What held before the first change: an offset that no change leads to, else the first that is no daylight time.
    private var initialOffset: Int {
        guard let first = changes.first else { return 0 }
        if !changes.contains(where: { $0.offset == 0 }) { return 0 }
        if offsets[first.offset].isDaylight {
            for index in (0..<first.offset).reversed() where !offsets[index].isDaylight { return index }
        }
        return offsets.firstIndex { !$0.isDaylight } ?? 0
    }

    private struct Reader {
        struct Header {
            var version: UInt8
            var indicatorsUTC, indicatorsStandard, leaps, times, types, characters: Int

            func size(_ width: Int) -> Int {
                times * (width + 1) + types * 6 + characters + leaps * (width + 4) + indicatorsStandard + indicatorsUTC
            }
        }

        let bytes: [UInt8]
        var position = 0

        mutating func byte() -> UInt8 {
            defer { position += 1 }
            return bytes[position]
        }

        mutating func integer(_ width: Int) -> Int {
            let word = (0..<width).reduce(UInt64(0)) { word, _ in word << 8 | UInt64(byte()) }
            return width == 4 ? Int(Int32(truncatingIfNeeded: word)) : Int(Int64(bitPattern: word))
        }

        mutating func header() -> Header? {
            guard bytes.count >= position + 44, bytes[position..<(position + 4)].elementsEqual("TZif".utf8) else {
                return nil
            }
            let version = bytes[position + 4]
            position += 20
            let counts = (0..<6).map { _ in integer(4) }
            guard counts.allSatisfy({ (0...1 << 20).contains($0) }) else { return nil }
            return Header(
                version: version >= UInt8(ascii: "2") ? 2 : 1, indicatorsUTC: counts[0], indicatorsStandard: counts[1],
                leaps: counts[2], times: counts[3], types: counts[4], characters: counts[5])
        }
    }
}

/// Time zones by name, each read from the system once.
struct TimeZoneCache {
    private var zones: [String: TimeZoneRules] = [:]
    private static let directories = ["/usr/share/zoneinfo/", "/usr/share/lib/zoneinfo/", "/usr/lib/locale/TZ/"]

    /// The zone called `name`. `Local` is UTC here: answers must not depend on the machine.
    mutating func zone(_ name: String) throws(BuiltinError) -> TimeZoneRules {
        if ["", "UTC", "Local"].contains(name) { return .utc }
        if let known = zones[name] { return known }
        // Nothing outside of the directory: no parent, no absolute path, no backslash.
        let isSafe =
            !name.utf8.starts(with: "/".utf8) && !name.utf8.contains(UInt8(ascii: "\\"))
            && !name.utf8.contains(0) && !name.split(separator: "/").contains("..")
        if !isSafe { throw .failure("time: invalid location name") }
        for directory in TimeZoneCache.directories {
            if let bytes = TimeZoneCache.file(directory + name), let zone = TimeZoneRules(bytes) {
                if zones.count >= 1024 { zones.removeAll() }
                zones[name] = zone
                return zone
            }
        }
        throw .failure("unknown time zone \(name)")
    }

    /// The content of a regular file of at most 1 MiB.
    private static func file(_ path: String) -> [UInt8]? {
        guard let file = fopen(path, "rb") else { return nil }
        defer { fclose(file) }
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        let count = fread(&buffer, 1, buffer.count, file)
        return count > 0 ? Array(buffer.prefix(count)) : nil
    }
}
