import Foundation

/// How the outcomes of all controls on one resource lie in the database: a varint each, control number times eight
/// plus status.
enum Outcomes {
    static func pack(_ outcomes: [ControlOutcome], _ numbers: [Int]) -> Data {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(outcomes.count * 2)
        for outcome in outcomes {
            Varint.append(UInt64(numbers[outcome.control]) << 3 | UInt64(outcome.status.rawValue), to: &bytes)
        }
        return Data(bytes)
    }

    /// Calls `body` with the number and the status of each.
    static func forEach(_ packed: UnsafeBufferPointer<UInt8>, _ body: (Int, UInt8) -> Void) {
        var value = 0
        var shift = 0
        for byte in packed {
            value |= Int(byte & 0x7f) << shift
            if byte < 0x80 {
                body(value >> 3, UInt8(value & 7))
                value = 0
                shift = 0
            } else {
                shift = min(shift + 7, 56)
            }
        }
    }
}

/// A growing set of row numbers as stretches: varints of the gap before a stretch and of its length.
struct RowSet {
    private(set) var count = 0
    private var bytes: [UInt8] = []
    private var end: Int64 = 0
    private var length: UInt64 = 0

    /// Adds a number no smaller than all before it; the last one again changes nothing.
    mutating func append(_ row: Int64) {
        if length > 0, row < end { return }
        count += 1
        if row == end, length > 0 {
            length += 1
        } else {
            closeStretch()
            Varint.append(UInt64(row - end), to: &bytes)
            length = 1
        }
        end = row + 1
    }

    private mutating func closeStretch() {
        guard length > 0 else { return }
        Varint.append(length, to: &bytes)
        length = 0
    }

    /// The set as it is stored.
    mutating func packed() -> Data {
        closeStretch()
        return Data(bytes)
    }

    /// The stored numbers in ascending order.
    static func rows(_ packed: Data) -> [Int64] {
        let bytes = [UInt8](packed)
        var place = 0
        var next: Int64 = 0
        var rows: [Int64] = []
        while let gap = Varint.read(bytes, &place), let length = Varint.read(bytes, &place) {
            next += Int64(clamping: gap)
            for _ in 0..<length {
                rows.append(next)
                next += 1
            }
        }
        return rows
    }
}
