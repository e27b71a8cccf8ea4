#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Strings that a parser has made already, so that equal ones share a cell.
///
/// A cache and not a set: it looks at four places for a string at most, and forgets an old one when all are taken.
/// So keys crafted to collide cost no more than others; they are merely stored twice.
struct StringTable: ~Copyable {
    private struct Entry {
        /// Length and hash, as in ``StringCell``; a length of zero with hash zero marks an empty place.
        var header: UInt64
        var value: Value
    }

    private static var probes: Int { 4 }
    private static var largest: Int { 1 << 14 }
    private var entries: UnsafeMutablePointer<Entry>
    private var mask: Int
    private var used = 0

    init() {
        mask = 255
        entries = StringTable.makeEntries(256)
    }

    deinit { entries.deallocate() }

    private static func makeEntries(_ count: Int) -> UnsafeMutablePointer<Entry> {
        let entries = UnsafeMutablePointer<Entry>.allocate(capacity: count)
        entries.initialize(repeating: Entry(header: 0, value: .undefined), count: count)
        return entries
    }

    @inline(__always)
    static func header(length: Int, hash: UInt32) -> UInt64 {
        UInt64(UInt32(truncatingIfNeeded: length)) | UInt64(hash) &<< 32
    }

    /// The string with these bytes, or undefined.
    @inline(__always)
    func find(_ bytes: UnsafePointer<UInt8>, _ length: Int, header: UInt64) -> Value {
        let home = Int(truncatingIfNeeded: header &>> 32)
        for probe in 0..<StringTable.probes {
            let entry = entries + ((home &+ probe) & mask)
            if entry.pointee.header == header, entry.pointee.value.isDefined {
                if StringTable.same(entry.pointee.value.stringCell.pointee.bytes, bytes, length) {
                    return entry.pointee.value
                }
            } else if entry.pointee.value.isUndefined {
                return .undefined
            }
        }
        return .undefined
    }

    /// `memcmp` without the call, for the short strings that this table is for.
    @inline(__always)
    private static func same(_ a: UnsafePointer<UInt8>, _ b: UnsafePointer<UInt8>, _ length: Int) -> Bool {
        let left = UnsafeRawPointer(a)
        let right = UnsafeRawPointer(b)
        if length < 8 { return Value.shortWord(left, length) == Value.shortWord(right, length) }
        var offset = 0
        while offset &+ 8 <= length {
            if left.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                != right.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            {
                return false
            }
            offset &+= 8
        }
        return left.loadUnaligned(fromByteOffset: length &- 8, as: UInt64.self)
            == right.loadUnaligned(fromByteOffset: length &- 8, as: UInt64.self)
    }

    /// Remembers a string that ``find`` did not find.
    mutating func insert(_ value: Value, header: UInt64) {
        if used &* 2 > mask && mask + 1 < StringTable.largest { grow() }
        place(Entry(header: header, value: value))
    }

    private mutating func place(_ entry: Entry) {
        let home = Int(truncatingIfNeeded: entry.header &>> 32)
        for probe in 0..<StringTable.probes {
            let slot = entries + ((home &+ probe) & mask)
            if slot.pointee.value.isUndefined {
                slot.pointee = entry
                used &+= 1
                return
            }
        }
        // Full around here: the newest string takes a place that depends on the others there.
        entries[(home &+ used & 3) & mask] = entry
        used &+= 1
    }

    private mutating func grow() {
        let old = entries
        let oldCount = mask + 1
        entries = StringTable.makeEntries(oldCount * 4)
        mask = oldCount * 4 - 1
        used = 0
        for index in 0..<oldCount where old[index].value.isDefined { place(old[index]) }
        old.deallocate()
    }
}
