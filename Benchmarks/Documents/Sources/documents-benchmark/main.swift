import Documents
import Foundation
import Yams

// Times the parsers beside Foundation's and Yams' on one file:
//
//     swift run -c release documents-benchmark list.json [rounds]
//     swift run -c release documents-benchmark list.yaml [rounds]
//
// CPU time, the best of all rounds (3 unless given). Memory is the growth of the resident set in the first round.

let arguments = CommandLine.arguments
guard arguments.count >= 2, let rounds = arguments.count > 2 ? Int(arguments[2]) : 3, rounds > 0 else {
    print("usage: documents-benchmark FILE [ROUNDS]")
    exit(2)
}
let path = arguments[1]

do {
    let source = try SourceBytes(path: path, budget: .data)
    let table = Table(bytes: source.count, rounds: rounds)
    if path.hasSuffix(".json") {
        try measureJSON(source, table)
    } else {
        try measureYAML(source, table)
    }
} catch {
    print(error)
    exit(1)
}

func measureJSON(_ source: SourceBytes, _ table: Table) throws {
    let ours = try table.row("JSONParser") { try JSONParser.parse(source, name: path, budget: .data) }
    try table.row("JSONParser with positions", beside: ours) {
        try JSONParser.parse(source, name: path, budget: .data, positions: true)
    }
    let document = try JSONParser.parse(source, name: path, budget: .data)
    table.row("JSONWriter", beside: ours) { JSONWriter.compact.bytes(document.rootValue) }
    let data = Data(source.bytes)
    try table.row("JSONSerialization", beside: ours) { try JSONSerialization.jsonObject(with: data) }
}

func measureYAML(_ source: SourceBytes, _ table: Table) throws {
    let ours = try table.row("YAMLParser with positions") { try YAMLParser.parse(source, name: path, budget: .data) }
    try table.row("YAMLParser", beside: ours) {
        try YAMLParser.parse(source, name: path, budget: .data, positions: false)
    }
    let documents = try YAMLParser.parse(source, name: path, budget: .data)
    table.row("YAMLWriter", beside: ours) { documents.map { YAMLWriter().bytes($0.rootValue) } }
    let text = String(decoding: source.bytes, as: UTF8.self)
    try table.row("Yams.compose_all", beside: ours) { Array(try Yams.compose_all(yaml: text)) }
}
