extension GraphQL {
    /// Reads documents by recursive descent. What both kinds of documents share is here.
    struct Parser {
        private var lexer: Lexer
        private(set) var token: Token
        /// The token that was taken last.
        private(set) var previous: Token?
        /// Comments between the token before and the present one.
        private(set) var comments: Comments = []
        private var depth = 0

        init(_ text: [UInt8]) {
            lexer = Lexer(text)
            token = lexer.next()
            skipComments()
        }

        /// Takes the present token and goes on to the next.
        @discardableResult
        mutating func next() -> Token {
            let taken = token
            previous = taken
            token = lexer.next()
            comments = []
            skipComments()
            return taken
        }

        private mutating func skipComments() {
            while token.kind == .comment {
                comments.append(token.value)
                token = lexer.next()
            }
        }

        func isKeyword(_ word: String) -> Bool { token.kind == .name && token.value == word }

        func unexpected() -> Problem { unexpected(token) }

        func unexpected(_ token: Token) -> Problem { Problem("Unexpected \(token.text)", at: token.position) }

        @discardableResult
        mutating func expect(_ kind: Token.Kind) throws(Problem) -> Token {
            guard token.kind == kind else {
                throw Problem("Expected \(kind.rawValue), found \(token.kind.rawValue)", at: token.position)
            }
            return next()
        }

        mutating func expectKeyword(_ word: String) throws(Problem) {
            guard isKeyword(word) else {
                throw Problem("Expected \(GraphQL.quote(word)), found \(token.text)", at: token.position)
            }
            next()
        }

        mutating func skip(_ kind: Token.Kind) -> Bool {
            guard token.kind == kind else { return false }
            next()
            return true
        }

        mutating func name() throws(Problem) -> String { try expect(.name).value }

        /// Runs `body` one level deeper.
        mutating func nested<Result>(
            _ body: (inout Parser) throws(Problem) -> Result
        ) throws(Problem) -> Result {
            depth += 1
            defer { depth -= 1 }
            if depth > GraphQL.depthLimit {
                throw Problem("Nested deeper than \(GraphQL.depthLimit) levels", at: token.position)
            }
            return try body(&self)
        }

        /// What stands between `open` and `close`, at least one; empty when the present token is not `open`.
        /// - Returns: with the elements the comments before `close`.
        mutating func list<Element>(
            _ open: Token.Kind, _ close: Token.Kind, _ element: (inout Parser) throws(Problem) -> Element
        ) throws(Problem) -> (elements: [Element], endComments: Comments) {
            guard skip(open) else { return ([], []) }
            if token.kind == close {
                throw Problem("expected at least one definition, found \(close.rawValue)", at: token.position)
            }
            var elements: [Element] = []
            while token.kind != close { elements.append(try nested(element)) }
            let endComments = comments
            next()
            return (elements, endComments)
        }

        /// The description of a definition, with the comments around it.
        mutating func description() -> Description {
            var description = Description()
            if token.kind == .string || token.kind == .blockString {
                description.before = comments
                description.text = next().value
            }
            description.after = comments
            return description
        }
    }
}

// MARK: Values, types and directives

extension GraphQL.Parser {
    /// - Parameter isConstant: whether variables are forbidden.
    mutating func literal(isConstant: Bool) throws(GraphQL.Problem) -> GraphQL.Literal {
        let token = token
        switch token.kind {
        case .bracketOpen: return try nested { parser throws(GraphQL.Problem) in try parser.listLiteral(isConstant) }
        case .braceOpen: return try nested { parser throws(GraphQL.Problem) in try parser.objectLiteral(isConstant) }
        case .dollar where !isConstant:
            next()
            return GraphQL.Literal(.variable, try name(), position: token.position)
        default: break
        }
        let kind: GraphQL.Literal.Kind
        switch token.kind {
        case .integer: kind = .integer
        case .float: kind = .float
        case .string: kind = .string
        case .blockString: kind = .block
        case .name: kind = ["true": .boolean, "false": .boolean, "null": .null][token.value] ?? .enum
        default: throw unexpected()
        }
        next()
        return GraphQL.Literal(kind, token.value, position: token.position)
    }

    private mutating func listLiteral(_ isConstant: Bool) throws(GraphQL.Problem) -> GraphQL.Literal {
        let list = GraphQL.Literal(.list, "", position: token.position)
        list.comments = comments
        next()
        while !skip(.bracketClose) {
            list.children.append(GraphQL.Literal.Child(value: try literal(isConstant: isConstant)))
        }
        return list
    }

    private mutating func objectLiteral(_ isConstant: Bool) throws(GraphQL.Problem) -> GraphQL.Literal {
        let object = GraphQL.Literal(.object, "", position: token.position)
        object.comments = comments
        next()
        while !skip(.braceClose) {
            let (position, comments) = (token.position, comments)
            let name = try name()
            try expect(.colon)
            let value = try literal(isConstant: isConstant)
            object.children.append(.init(name: name, value: value, position: position, comments: comments))
        }
        return object
    }

    mutating func typeReference() throws(GraphQL.Problem) -> GraphQL.TypeReference {
        let position = token.position
        let type: GraphQL.TypeReference
        if skip(.bracketOpen) {
            let element = try nested { parser throws(GraphQL.Problem) in try parser.typeReference() }
            type = GraphQL.TypeReference(listOf: element, position: position)
            try expect(.bracketClose)
        } else {
            type = GraphQL.TypeReference(named: try name(), position: position)
        }
        type.isNonNull = skip(.bang)
        return type
    }

    mutating func directives(isConstant: Bool) throws(GraphQL.Problem) -> [GraphQL.Directive] {
        var directives: [GraphQL.Directive] = []
        while token.kind == .at {
            next()
            let position = token.position
            let name = try name()
            directives.append(.init(name: name, arguments: try arguments(isConstant: isConstant), position: position))
        }
        return directives
    }

    mutating func arguments(isConstant: Bool) throws(GraphQL.Problem) -> [GraphQL.Argument] {
        try list(.parenOpen, .parenClose) { parser throws(GraphQL.Problem) in
            let (position, comments) = (parser.token.position, parser.comments)
            let name = try parser.name()
            try parser.expect(.colon)
            let value = try parser.literal(isConstant: isConstant)
            return GraphQL.Argument(name: name, value: value, position: position, comments: comments)
        }.elements
    }
}
