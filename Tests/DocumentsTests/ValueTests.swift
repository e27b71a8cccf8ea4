import Documents
import Testing

/// The laws of order, equality and hash that sorted objects and sets rest on.
@Suite struct ValueTests {
    /// Values in strictly ascending order.
    private static func ascending(_ arena: Arena) -> [Value] {
        let numbers = [
            "-1e30", "-123456789012345678901234567890", "-99999999999999999", "-2", "-1.5", "0", "1e-400", "0.1", "1",
            "1.0000001",
            "2", "10", "576460752303423487", "576460752303423488", "9223372036854775808", "1e30", "1e400",
        ]
        let strings = ["", "A", "a", "aa", "ab", "b", "e\u{301}", "é", "ÿ", "\u{FFFD}", "😀"]
        let one = arena.number(1)
        let arrays = [
            arena.array([]), arena.array([.null]), arena.array([one]), arena.array([one, .null]),
            arena.array([arena.string("")]),
        ]
        let objects = [
            arena.object([(key: Value, value: Value)]()), arena.object(["a": .null]),
            arena.object(["a": .null, "b": one]),
            arena.object(["a": one]), arena.object(["b": .null]),
        ]
        let sets = [arena.set([Value]()), arena.set([.null]), arena.set([one]), arena.set([one, arena.string("a")])]
        return [.null, .false, .true] + numbers.map { arena.number(text: $0) } + strings.map { arena.string($0) }
            + arrays + objects
            + sets
    }

    @Test func isATotalOrder() {
        let arena = Arena()
        defer { withExtendedLifetime(arena) {} }
        let values = ValueTests.ascending(arena)
        let copies = ValueTests.ascending(Arena().retained(by: arena))
        for (left, a) in values.enumerated() {
            for (right, b) in copies.enumerated() {
                #expect(Value.compare(a, b).signum() == (left - right).signum(), "\(left) \(right)")
                #expect(Value.compare(b, a).signum() == (right - left).signum())
                #expect(Value.equal(a, b) == (left == right))
                if left == right { #expect(a.hash == b.hash) } else { #expect(a.hash != b.hash) }
            }
        }
    }

    @Test(arguments: [
        ["1", "1.0", "1e0", "10e-1", "0.1e1", "1.000"], ["0", "-0", "0.0", "0e9", "-0.0e-5"],
        ["-20", "-2e1", "-20.00", "-0.2e2"],
        ["1000000000000000000000", "1e21", "1.0E+21"], ["0.125", "125e-3", "0.1250"],
        ["576460752303423488", "5.76460752303423488e17"],
    ]) func spellingsOfOneNumberAreEqual(spellings: [String]) {
        let arena = Arena()
        defer { withExtendedLifetime(arena) {} }
        for left in spellings {
            for right in spellings {
                let (a, b) = (arena.number(text: left), arena.number(text: right))
                #expect(Value.equal(a, b) && Value.compare(a, b) == 0, "\(left) \(right)")
                #expect(a.hash == b.hash, "\(left) \(right)")
                #expect(Value.equal(arena.array([a]), arena.array([b])))
                #expect(arena.array([a]).hash == arena.array([b]).hash)
                #expect(arena.set([a, b]).count == 1)
            }
        }
    }

    @Test func composedAndDecomposedTextsDiffer() {
        let arena = Arena()
        defer { withExtendedLifetime(arena) {} }
        let (composed, decomposed) = (arena.string("é"), arena.string("e\u{301}"))
        #expect(!Value.equal(composed, decomposed))
        #expect(Value.compare(composed, decomposed) > 0)
        #expect(arena.set([composed, decomposed]).count == 2)
    }

    @Test func hashIsThatOfTheBytesWhereverTheyLie() {
        let arena = Arena()
        defer { withExtendedLifetime(arena) {} }
        let text = Array("abcdefghijklmnopqrstuvwxyz0123456789".utf8)
        var seen: Set<UInt64> = []
        for length in 0...text.count {
            let bytes = Array(text.prefix(length))
            let shifted = [0] + bytes + [0xFF]
            #expect(
                arena.string(bytes).hash == arena.string(shifted[1..<(1 + length)]).hash)
            #expect(seen.insert(arena.string(bytes).hash).inserted)
        }
    }

    @Test func setsAndObjectsSortAndKeepOneOfEachKind() {
        let arena = Arena()
        defer { withExtendedLifetime(arena) {} }
        let set = arena.set([
            arena.string("b"), arena.number(text: "2.0"), .null, arena.number(1), arena.number(2), arena.string("a"),
        ])
        #expect(JSONWriter.compact.string(set) == #"[null,1,2.0,"a","b"]"#)
        let object = arena.object([
            (arena.string("b"), arena.number(1)), (arena.string("a"), arena.number(2)),
            (arena.string("b"), arena.number(3)),
        ])
        #expect(JSONWriter.compact.string(object) == #"{"a":2,"b":3}"#)
        let changed = arena.object(object, setting: arena.string("a"), to: .null)
        #expect(JSONWriter.compact.string(changed) == #"{"a":null,"b":3}"#)
        #expect(JSONWriter.compact.string(object) == #"{"a":2,"b":3}"#)
    }

    @Test func lookupsFindEveryKeyOfSmallAndLargeObjects() {
        let arena = Arena()
        defer { withExtendedLifetime(arena) {} }
        for count in [1, 5, 24, 25, 300] {
            let object = arena.object((0..<count).map { (arena.string("key\($0)"), arena.number($0)) })
            for index in 0..<count { #expect(object.lookup(arena.string("key\(index)")).integer == index) }
            #expect(object.lookup(arena.string("key")).isUndefined)
            #expect(object.lookup(arena.number(0)).isUndefined)
        }
    }

    @Test func copiesLiveInTheirOwnArena() {
        let copy: Document = Document.build { arena in
            let other = Arena()
            let value = other.object([
                "a": other.array([other.string("x"), other.number(text: "1.50"), other.set([Value.null])]), "b": .true,
            ])
            return withExtendedLifetime(other) { arena.copy(value) }
        }
        #expect(JSONWriter.compact.string(copy.root) == #"{"a":["x",1.50,[null]],"b":true}"#)
    }

    @Test(arguments: [
        ("9223372036854775807", Int.max), ("-9223372036854775808", Int.min), ("9223372036854775808", nil), ("1.5", nil),
        ("15e-1", nil),
        ("1e3", 1000), ("1.20e1", 12), ("1e400", nil), ("-0", 0),
    ]) func numbersThatAreIntegersAndFitAreInts(text: String, wanted: Int?) {
        let arena = Arena()
        defer { withExtendedLifetime(arena) {} }
        #expect(withExtendedLifetime(arena) { arena.number(text: text).integer } == wanted)
    }
}

extension Arena {
    /// This arena, alive as long as `owner`.
    fileprivate func retained(by owner: Arena) -> Arena {
        owner.retain(self)
        return self
    }
}
