import Documents
import Testing

@testable import Rego

@Suite("UUIDs")
struct BuiltinsUUIDTests {
    let caller = BuiltinCaller(BuiltinTable.uuids)

    @Test("The same argument gives the same random UUID within a query, another one another")
    func random() throws {
        let context = BuiltinContext(
            arena: Arena(), now: 0,
            randomBytes: { count in (0..<count).map { _ in UInt8.random(in: 0...255) } })
        let body = try #require(BuiltinTable.uuids.first { $0.name == "uuid.rfc4122" }).body
        func make(_ key: String) throws -> String {
            try [context.arena.string(key)].withUnsafeBufferPointer { buffer throws(BuiltinError) in
                try body(context, buffer)
            }.string
        }
        let first = try make("a")
        #expect(try make("a") == first)
        #expect(try make("b") != first)
        #expect(first.count == 36)
        #expect(Array(first)[14] == "4")
        #expect("89ab".contains(Array(first)[19]))
    }

    @Test("Version and variant are told in any case and notation")
    func parse() throws {
        let wanted = #"{"variant":"RFC4122","version":4}"#
        for text in [
            "7d444840-9dc0-41d1-b245-5ffdce74fad2", "7D444840-9DC0-41D1-B245-5FFDCE74FAD2",
            "{7d444840-9dc0-41d1-b245-5ffdce74fad2}", "urn:uuid:7d444840-9dc0-41d1-b245-5ffdce74fad2",
            "7d4448409dc041d1b2455ffdce74fad2",
        ] {
            #expect(try caller.answer("uuid.parse", [caller.text(text)]) == wanted)
        }
        #expect(
            try caller.answer("uuid.parse", [caller.text("00000000-0000-0000-0000-000000000000")])
                == #"{"variant":"Reserved","version":0}"#)
    }

    /// The first UUID of RFC 9562, appendix A.1: 2022-02-22T14:22:22-05:00.
    @Test("Time, node and clock of version 1 are told")
    func versionOne() throws {
        #expect(
            try caller.answer("uuid.parse", [caller.text("C232AB00-9414-11EC-B3C8-9F6BDECED846")])
                == #"{"clocksequence":13256,"macvariables":"local:multicast","nodeid":"9f-6b-de-ce-d8-46","#
                + #""time":1645557742000000000,"variant":"RFC4122","version":1}"#)
    }

    @Test("Domain and number of version 2 are told")
    func versionTwo() throws {
        let answer = try caller.answer("uuid.parse", [caller.text("000003e8-9414-21ec-b300-00000000d846")])
        #expect(answer.contains(#""domain":"Person","id":1000,"macvariables":"global:unicast""#))
    }

    @Test("What is no UUID has no answer", arguments: ["", "x", "7d444840-9dc0-41d1-b245-5ffdce74fadz"])
    func undefined(text: String) throws {
        #expect(try caller.answer("uuid.parse", [caller.text(text)]) == "undefined")
        #expect(try caller.answer("uuid.parse", [.null]) == "undefined")
        #expect(
            try caller.answer("uuid.parse", [caller.text("7d444840x9dc0-41d1-b245-5ffdce74fad2")]) == "undefined")
    }
}
