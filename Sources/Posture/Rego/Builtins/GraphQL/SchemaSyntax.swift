extension GraphQL {
    /// A document of the type system.
    struct SchemaDocument {
        var schemas: [SchemaDefinition] = []
        var schemaExtensions: [SchemaDefinition] = []
        var directives: [DirectiveDefinition] = []
        var definitions: [Definition] = []
        var extensions: [Definition] = []
        /// Comments before the end of the text.
        var comments: Comments = []
    }

    /// A description with the comments around it.
    struct Description {
        var text = ""
        var before: Comments = []
        var after: Comments = []
    }

    struct SchemaDefinition {
        struct Root {
            var operation = ""
            var type = ""
            var position: Position?
            var comments: Comments = []
        }

        var description = Description()
        var directives: [Directive] = []
        var roots: [Root] = []
        var position: Position?
        var endComments: Comments = []
    }

    struct DirectiveDefinition {
        var description = Description()
        var name = ""
        var arguments: [ArgumentDefinition] = []
        var locations: [String] = []
        var isRepeatable = false
        var position: Position?
    }

    enum TypeKind: String {
        case scalar = "SCALAR"
        case object = "OBJECT"
        case interface = "INTERFACE"
        case union = "UNION"
        case `enum` = "ENUM"
        case inputObject = "INPUT_OBJECT"
        /// A tree that a policy made says nothing, or something else.
        case unknown = ""
    }

    /// A type, or what an extension adds to one.
    final class Definition {
        var kind: TypeKind
        var description = Description()
        var name: String
        var directives: [Directive] = []
        /// What an object or interface implements.
        var interfaces: [String] = []
        /// Of objects, interfaces and input objects.
        var fields: [FieldDefinition] = [] { didSet { fieldPlaces = nil } }
        private var fieldPlaces: [String: Int]?
        /// Members of a union.
        var types: [String] = []
        /// Where they stand, when that is known.
        var typePositions: [Position] = []
        var enumValues: [EnumValueDefinition] = []
        var isBuiltIn = false
        var position: Position?
        var endComments: Comments = []

        init(_ kind: TypeKind, _ name: String) {
            self.kind = kind
            self.name = name
        }

        /// The first field of a name.
        func field(_ name: String) -> FieldDefinition? {
            if fields.count <= 16 { return fields.first { $0.name == name } }
            let places =
                fieldPlaces
                ?? Dictionary(zip(fields.map(\.name), fields.indices), uniquingKeysWith: { first, _ in first })
            fieldPlaces = places
            return places[name].map { fields[$0] }
        }

        var isLeaf: Bool { kind == .scalar || kind == .enum }
        var isComposite: Bool { kind == .object || kind == .interface || kind == .union }
        var isInput: Bool { kind == .scalar || kind == .enum || kind == .inputObject }
        var isAbstract: Bool { kind == .interface || kind == .union }
    }

    final class FieldDefinition {
        var description = Description()
        var name: String
        var arguments: [ArgumentDefinition] = []
        /// Only in input objects.
        var defaultValue: Literal?
        var type: TypeReference
        var directives: [Directive] = []
        var position: Position?

        init(_ name: String, _ type: TypeReference) {
            self.name = name
            self.type = type
        }
    }

    struct ArgumentDefinition {
        var description = Description()
        var name: String
        var defaultValue: Literal?
        var type: TypeReference
        var directives: [Directive] = []
        var position: Position?
    }

    struct EnumValueDefinition {
        var description = Description()
        var name = ""
        var directives: [Directive] = []
        var position: Position?
    }
}
