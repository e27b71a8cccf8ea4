import Documents
import Hummingbird
import NIOCore

/// Writes a list piece by piece, so that a long one is never whole in memory.
struct ListWriter: Sendable {
    let answer: ListAnswer
    let resource: ServedResource
    let isMetadata: Bool

    private static let pieceSize = 128 << 10

    /// What stands before the metadata of an object of which only that is sent.
    static let metadataHead = Array(
        "{\"kind\":\"PartialObjectMetadata\",\"apiVersion\":\"meta.k8s.io/v1\",\"metadata\":".utf8)

    func write(to output: inout any ResponseBodyWriter) async throws {
        var piece = ByteBuffer()
        piece.writeString(head)
        for (index, item) in answer.items.enumerated() {
            if index > 0 { piece.writeInteger(UInt8(ascii: ",")) }
            if isMetadata {
                piece.writeBytes(ListWriter.metadataHead)
                piece.writeBytes(ListWriter.metadata(of: item()))
                piece.writeInteger(UInt8(ascii: "}"))
            } else {
                piece.writeBytes(item())
            }
            if piece.readableBytes > ListWriter.pieceSize {
                try await output.write(piece)
                piece.clear()
            }
        }
        piece.writeString("]}\n")
        try await output.write(piece)
    }

    private var head: String {
        let kind = isMetadata ? "PartialObjectMetadataList" : "\(resource.kind)List"
        let apiVersion = isMetadata ? "meta.k8s.io/v1" : resource.apiVersion
        var metadata = "\"resourceVersion\":\"\(answer.revision)\""
        if let token = answer.token { metadata += ",\"continue\":\"\(token.text)\"" }
        if let remaining = answer.remaining, remaining > 0 { metadata += ",\"remainingItemCount\":\(remaining)" }
        return "{\"kind\":\"\(kind)\",\"apiVersion\":\"\(apiVersion)\",\"metadata\":{\(metadata)},\"items\":["
    }

    private static func metadata(of object: [UInt8]) -> [UInt8] {
        guard let root = try? JSONParser.parse(SourceBytes(object), name: "object").root, let node = root["metadata"]
        else { return Array("{}".utf8) }
        return withExtendedLifetime(node.document) { JSONWriter.compact.bytes(node.value) }
    }
}
