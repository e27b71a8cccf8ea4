public import Documents

/// Reads BSON (bsonspec.org, version 1.1) into trees.
///
/// What JSON lacks takes the form of MongoDB's extended JSON: `{"$date": 1662026400000}`, `{"$oid": "…"}`,
/// `{"$binary": {"base64": "…", "subType": "00"}}`. Numbers that JSON lacks, and 128-bit decimals, are errors. Every
/// length is checked against what is there before it is believed.
public struct BSONReader {
    private let bytes: [UInt8]
    private let budget: BSONBudget
    private let arena: Arena
    private var offset = 0
    private var elements = 0

    /// The document that `bytes` hold.
    public static func read(_ bytes: [UInt8], budget: BSONBudget = BSONBudget()) throws(BSONError) -> Document {
        guard bytes.count <= budget.maxBytes else {
            throw BSONError(offset: 0, what: "it has \(bytes.count) bytes, more than the budget of \(budget.maxBytes)")
        }
        let arena = Arena(firstBlock: min(max(bytes.count, 1 << 10), 1 << 20))
        var reader = BSONReader(bytes: bytes, budget: budget, arena: arena)
        let root = try reader.document(end: bytes.count, depth: 1, isArray: false)
        guard reader.offset == bytes.count else { throw reader.error("bytes follow the document") }
        return Document(root: root, arena: arena)
    }

    private init(bytes: [UInt8], budget: BSONBudget, arena: Arena) {
        self.bytes = bytes
        self.budget = budget
        self.arena = arena
    }

    private mutating func document(end limit: Int, depth: Int, isArray: Bool) throws(BSONError) -> Value {
        guard depth <= budget.maxDepth else { throw error("documents nest deeper than \(budget.maxDepth)") }
        let start = offset
        let length = try int32(end: limit)
        guard length >= 5, length <= limit - start else {
            throw BSONError(offset: start, what: "a document claims \(length) bytes where \(limit - start) are left")
        }
        let end = start + length - 1
        guard bytes[end] == 0 else { throw BSONError(offset: end, what: "a document does not end with a zero") }
        var entries: [(key: Value, value: Value)] = []
        var values: [Value] = []
        while offset < end {
            elements += 1
            guard elements <= budget.maxElements else { throw error("it has more than \(budget.maxElements) elements") }
            let type = bytes[offset]
            offset += 1
            let key = try cString(end: end)
            let value = try element(type, end: end, depth: depth)
            if isArray { values.append(value) } else { entries.append((arena.string(key), value)) }
        }
        guard offset == end else { throw error("an element reaches beyond its document") }
        offset = end + 1
        return isArray ? arena.array(values) : arena.object(entries)
    }

    private mutating func element(_ type: UInt8, end: Int, depth: Int) throws(BSONError) -> Value {
        switch type {
        case 0x01: return try double(end: end)
        case 0x02, 0x0D, 0x0E: return arena.string(try string(end: end))
        case 0x03: return try document(end: end, depth: depth + 1, isArray: false)
        case 0x04: return try document(end: end, depth: depth + 1, isArray: true)
        case 0x05: return try binary(end: end)
        case 0x06, 0x0A: return .null
        case 0x07:
            return arena.object(["$oid": arena.string(BSONReader.hex(try take(12, end: end)))])
        case 0x08:
            let byte = try take(1, end: end)
            guard let flag = byte.first, flag < 2 else { throw error("a boolean is neither 0 nor 1") }
            return Value(flag == 1)
        case 0x09: return arena.object(["$date": arena.number(Int(try int64(end: end)))])
        case 0x0B:
            let pattern = arena.string(try cString(end: end))
            return arena.object(["$regex": pattern, "$options": arena.string(try cString(end: end))])
        case 0x10: return arena.number(try int32(end: end))
        case 0x11: return arena.object(["$timestamp": arena.number(Int(try int64(end: end)))])
        case 0x12: return arena.number(Int(try int64(end: end)))
        default: throw error("type \(type) is not supported")
        }
    }

    // MARK: Leaves

    private mutating func take(_ count: Int, end: Int) throws(BSONError) -> ArraySlice<UInt8> {
        guard count >= 0, count <= end - offset else {
            throw error("\(count) bytes are wanted, \(end - offset) are left")
        }
        defer { offset += count }
        return bytes[offset..<offset + count]
    }

    private mutating func int32(end: Int) throws(BSONError) -> Int {
        let word = try take(4, end: end).reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        return Int(Int32(bitPattern: word))
    }

    private mutating func int64(end: Int) throws(BSONError) -> Int64 {
        Int64(bitPattern: try take(8, end: end).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
    }

    private mutating func double(end: Int) throws(BSONError) -> Value {
        let number = Double(bitPattern: UInt64(bitPattern: try int64(end: end)))
        guard number.isFinite else { throw error("a number is infinite or not a number") }
        if let integer = Int(exactly: number), integer.magnitude < 1 << 53 { return arena.number(integer) }
        return arena.number(text: number.description)
    }

    private mutating func string(end: Int) throws(BSONError) -> String {
        let length = try int32(end: end)
        guard length >= 1 else { throw error("a string has the length \(length)") }
        let text = try take(length, end: end)
        guard text.last == 0 else { throw error("a string does not end with a zero") }
        return try valid(text.dropLast())
    }

    private mutating func cString(end: Int) throws(BSONError) -> String {
        guard let zero = bytes[offset..<end].firstIndex(of: 0) else { throw error("a name has no end") }
        defer { offset = zero + 1 }
        return try valid(bytes[offset..<zero])
    }

    private func valid(_ text: ArraySlice<UInt8>) throws(BSONError) -> String {
        guard let string = String(validating: text, as: UTF8.self) else { throw error("a text is not UTF-8") }
        return string
    }

    private mutating func binary(end: Int) throws(BSONError) -> Value {
        let length = try int32(end: end)
        let subtype = try take(1, end: end).first ?? 0
        var content = try take(length, end: end)
        // Subtype 2, long outdated, repeats the length.
        if subtype == 2, content.count >= 4 { content = content.dropFirst(4) }
        let base64 = arena.string(Base64.encode(Array(content)))
        let inner = arena.object(["base64": base64, "subType": arena.string(BSONReader.hex([subtype]))])
        return arena.object(["$binary": inner])
    }

    private static func hex(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var text: [UInt8] = []
        for byte in bytes {
            for digit in [byte >> 4, byte & 15] { text.append(digit < 10 ? 0x30 + digit : 0x57 + digit) }
        }
        return text
    }

    private func error(_ what: String) -> BSONError { BSONError(offset: offset, what: what) }
}
