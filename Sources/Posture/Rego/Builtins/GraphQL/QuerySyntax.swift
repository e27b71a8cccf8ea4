extension GraphQL {
    /// Comments right before a node, each with its `#`.
    typealias Comments = [String]

    /// An executable document.
    struct QueryDocument {
        var operations: [Operation] = []
        var fragments: [Fragment] = []
    }

    struct Operation {
        /// `query`, `mutation` or `subscription`; other words only in trees that policies made.
        var kind = ""
        var name = ""
        var variables: [VariableDefinition] = []
        var directives: [Directive] = []
        var selections: [Selection] = []
        var position: Position?
        var comments: Comments = []
    }

    struct Fragment {
        var name = ""
        var variables: [VariableDefinition] = []
        var typeCondition = ""
        var directives: [Directive] = []
        var selections: [Selection] = []
        var position: Position?
        var comments: Comments = []
    }

    struct VariableDefinition {
        var name = ""
        var type: TypeReference
        var defaultValue: Literal?
        var directives: [Directive] = []
        var position: Position?
        var comments: Comments = []
    }

    enum Selection {
        case field(Field)
        case spread(FragmentSpread)
        case inline(InlineFragment)
    }

    final class Field {
        var alias = ""
        var name = ""
        var arguments: [Argument] = []
        var directives: [Directive] = []
        var selections: [Selection] = []
        var position: Position?
        var comments: Comments = []

        /// The key in the answer. Trees that policies made may lack the alias.
        var responseName: String { alias.isEmpty ? name : alias }
    }

    final class FragmentSpread {
        var name = ""
        var directives: [Directive] = []
        var position: Position?
        var comments: Comments = []
    }

    final class InlineFragment {
        /// Empty when there is none.
        var typeCondition = ""
        var directives: [Directive] = []
        var selections: [Selection] = []
        var position: Position?
        var comments: Comments = []
    }

    struct Argument {
        var name = ""
        var value: Literal
        var position: Position?
        var comments: Comments = []
    }

    struct Directive {
        var name = ""
        var arguments: [Argument] = []
        var position: Position?
    }

    /// A value as it is written in a document.
    final class Literal {
        /// The numbers stand in the JSON form.
        enum Kind: Int {
            case variable, integer, float, string, block, boolean, null, `enum`, list, object
        }

        struct Child {
            /// Empty in lists.
            var name = ""
            var value: Literal
            var position: Position?
            var comments: Comments = []
        }

        var kind: Kind
        /// The text without quotes; empty for lists and objects.
        var raw: String
        var children: [Child] = []
        var position: Position?
        var comments: Comments = []

        init(_ kind: Kind, _ raw: String, position: Position? = nil) {
            self.kind = kind
            self.raw = raw
            self.position = position
        }

        /// The value as GraphQL has it, for messages.
        var text: String {
            switch kind {
            case .variable: "$" + raw
            case .string, .block: GraphQL.quote(raw)
            case .list: "[" + children.map(\.value.text).joined(separator: ",") + "]"
            case .object: "{" + children.map { $0.name + ":" + $0.value.text }.joined(separator: ",") + "}"
            default: raw
            }
        }
    }

    /// `Int`, `[String!]!`.
    final class TypeReference {
        /// Empty for lists.
        var namedType: String
        var element: TypeReference?
        var isNonNull = false
        var position: Position?

        init(named name: String, isNonNull: Bool = false, position: Position? = nil) {
            namedType = name
            self.isNonNull = isNonNull
            self.position = position
        }

        init(listOf element: TypeReference, position: Position? = nil) {
            namedType = ""
            self.element = element
            self.position = position
        }

        /// The name inside all lists.
        var name: String {
            var type = self
            while let element = type.element { type = element }
            return type.namedType
        }

        var text: String {
            (element.map { "[" + $0.text + "]" } ?? namedType) + (isNonNull ? "!" : "")
        }

        /// Whether a value of this type may stand where `other` is expected.
        func isCompatible(with other: TypeReference, ignoringNonNull: Bool = false) -> Bool {
            if namedType != other.namedType { return false }
            if let element {
                guard let otherElement = other.element, element.isCompatible(with: otherElement) else { return false }
            }
            return other.isNonNull && !ignoringNonNull ? isNonNull : true
        }
    }
}
