public import Documents

/// One response of a rule, as the wire format of policies has it. Keys count in any case, others are passed over.
public struct RuleResponse {
    public var alertMessage: String
    public var alertScore: Double
    public var packageName: String
    public var ruleStatus: String
    public var fields: Fields
    /// `alertObject.k8sApiObjects`; nil when absent or null.
    public var kubernetesObjects: [Value]?
    /// `alertObject.externalObjects`.
    public var externalObject: Value?
    public var relatedObjects: [Related]?

    /// The fields of an object that matter, and what to do with them. Nil lists were absent or null.
    public struct Fields {
        public var failedPaths: [String]?
        public var reviewPaths: [String]?
        public var deletePaths: [String]?
        public var fixPaths: [Fix]?
        public var fixCommand: String
    }

    /// An assignment that repairs the finding.
    public struct Fix: Sendable, Hashable {
        public var path: String
        public var value: String

        public init(path: String, value: String) {
            self.path = path
            self.value = value
        }
    }

    /// Another object that has a part in the finding.
    public struct Related {
        public var object: Value
        public var fields: Fields
    }

    /// Nil for values that are no objects.
    public init?(_ value: Value) {
        guard value.isObject else { return nil }
        let entry = Entry(value)
        alertMessage = entry.text("alertmessage")
        alertScore = entry.value("alertscore").flatMap { $0.isNumber ? Double($0.numberText) : nil } ?? 0
        packageName = entry.text("packagename")
        ruleStatus = entry.text("rulestatus")
        fields = Fields(entry)
        if let object = entry.value("alertobject"), object.isObject {
            let alert = Entry(object)
            kubernetesObjects = alert.value("k8sapiobjects").flatMap { list in
                list.isArray || list.isSet ? list.elements.filter(\.isObject) : nil
            }
            externalObject = alert.value("externalobjects").flatMap { $0.isObject ? $0 : nil }
        }
        relatedObjects = entry.value("relatedobjects").flatMap { list in
            guard list.isArray || list.isSet else { return nil }
            return list.elements.filter(\.isObject).map { related in
                let entry = Entry(related)
                return Related(object: entry.value("object") ?? .undefined, fields: Fields(entry))
            }
        }
    }
}

extension RuleResponse.Fields {
    init(_ entry: Entry) {
        failedPaths = entry.strings("failedpaths")
        reviewPaths = entry.strings("reviewpaths")
        deletePaths = entry.strings("deletepaths")
        fixPaths = entry.value("fixpaths").flatMap { list in
            guard list.isArray || list.isSet else { return nil }
            return list.elements.filter(\.isObject).map { fix in
                let entry = Entry(fix)
                return RuleResponse.Fix(path: entry.text("path"), value: entry.text("value"))
            }
        }
        fixCommand = entry.text("fixcommand")
    }
}

/// An object whose keys are compared in small letters.
struct Entry {
    private let object: Value

    init(_ object: Value) { self.object = object }

    /// The value of a key given in small letters; nil when it is absent or null.
    func value(_ key: StaticString) -> Value? {
        let wanted = UnsafeBufferPointer(start: key.utf8Start, count: key.utf8CodeUnitCount)
        for (index, candidate) in object.keys.enumerated()
        where candidate.isString && candidate.utf8.count == wanted.count
            && zip(candidate.utf8, wanted).allSatisfy({ Entry.lowered($0) == $1 })
        {
            let value = object.values[index]
            return value.isNull ? nil : value
        }
        return nil
    }

    private static func lowered(_ byte: UInt8) -> UInt8 { byte &- UInt8(ascii: "A") < 26 ? byte | 0x20 : byte }

    /// A string; other values as their JSON text; empty when absent.
    func text(_ key: StaticString) -> String {
        guard let value = value(key) else { return "" }
        return value.isString ? value.string : JSONWriter.compact.string(value)
    }

    func strings(_ key: StaticString) -> [String]? {
        guard let list = value(key), list.isArray || list.isSet else { return nil }
        return list.elements.filter(\.isString).map(\.string)
    }
}
