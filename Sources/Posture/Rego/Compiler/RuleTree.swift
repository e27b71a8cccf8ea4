import Documents

/// One place below `data` that modules define: a package, a rule, or both.
final class RuleNode {
    let id: Int
    /// The last part of the path.
    let name: String
    unowned let parent: RuleNode?
    /// Keys from the root, as constants.
    let path: [Value]
    private(set) var children: [String: RuleNode] = [:]
    /// Rules whose head ends exactly here.
    var rules: [DefinedRule] = []
    /// Rules whose head goes on with variables below here.
    var partialRules: [DefinedRule] = []
    /// Whether a package is declared here.
    var isPackage = false

    init(id: Int, name: String, parent: RuleNode?, path: [Value]) {
        self.id = id
        self.name = name
        self.parent = parent
        self.path = path
    }

    func add(_ child: RuleNode) { children[child.name] = child }

    func child(_ key: Value) -> RuleNode? {
        guard key.isString, !children.isEmpty else { return nil }
        return children[key.string]
    }

    /// Number of arguments when this is a function.
    var arity: Int? { rules.first?.rule.head.arguments?.count }
    var isFunction: Bool { arity != nil }
    var isSet: Bool { rules.first.map { $0.rule.head.key != nil } ?? false }

    /// `data.a.b` as text.
    var description: String {
        path.reduce("data") { text, key in
            let name = key.isString ? key.string : key.numberText
            let plain = name.utf8.allSatisfy { byte in
                byte == UInt8(ascii: "_") || (byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z"))
                    || (byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9"))
            }
            return text + (plain && !name.isEmpty ? ".\(name)" : "[\"\(name)\"]")
        }
    }
}

/// A rule with the module it stands in.
struct DefinedRule {
    let rule: Rule
    let module: Int
    /// Parts of the head after the static path.
    let tail: [Term]
}

/// All rules of a set of modules by their place below `data`.
final class RuleTree {
    let root: RuleNode
    private(set) var nodes: [RuleNode] = []
    private let constants: ConstantPool

    init(constants: ConstantPool) {
        self.constants = constants
        root = RuleNode(id: 0, name: "data", parent: nil, path: [])
        nodes = [root]
    }

    /// The node at `path`, made when it is not there.
    func node(at path: [String]) -> RuleNode {
        var node = root
        for name in path { node = child(of: node, named: name) }
        return node
    }

    func child(of node: RuleNode, named name: String) -> RuleNode {
        if let known = node.children[name] { return known }
        let made = RuleNode(
            id: nodes.count, name: name, parent: node, path: node.path + [constants.string(name)])
        nodes.append(made)
        node.add(made)
        return made
    }

    /// The node at `path`, when modules define it.
    func find(_ path: [String]) -> RuleNode? {
        var node = root
        for name in path {
            guard let next = node.children[name] else { return nil }
            node = next
        }
        return node
    }
}

/// Constants of a policy, each text once.
final class ConstantPool {
    let arena = Arena()
    /// By bytes: Swift's strings take canonically equal texts for the same, Rego does not.
    private var strings: [[UInt8]: Value] = [:]

    func string(_ text: String) -> Value {
        let bytes = Array(text.utf8)
        if let known = strings[bytes] { return known }
        let made = arena.string(bytes)
        strings[bytes] = made
        return made
    }

    func number(_ text: String) -> Value { arena.number(text: text) }

    /// A composite of constants, or nil when one part is none.
    func fold(array terms: [ResolvedTerm]) -> Value? {
        let values = terms.compactMap(\.constant)
        return values.count == terms.count ? arena.array(values) : nil
    }

    func fold(set terms: [ResolvedTerm]) -> Value? {
        let values = terms.compactMap(\.constant)
        return values.count == terms.count ? arena.set(values) : nil
    }
}
