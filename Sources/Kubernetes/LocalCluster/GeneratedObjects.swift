/// A long list whose objects are made when they are asked for, and forgotten then.
public struct GeneratedObjects: Sendable {
    public let resource: ServedResource
    public let count: Int
    /// The JSON text of an object, without apiVersion and kind: lists have none.
    public let object: @Sendable (Int) -> [UInt8]

    /// - Parameter object: must give the same text for the same number.
    public init(_ resource: ServedResource, count: Int, object: @escaping @Sendable (Int) -> [UInt8]) {
        self.resource = resource
        self.count = count
        self.object = object
    }
}
