extension Descent {
    /// The `# METADATA` blocks of a module that was read, each with what it stands before. What is wrong with them is
    /// added to ``errors``.
    func annotations(of draft: ModuleDraft) -> [Annotations] {
        metadataBlocks().compactMap { block in
            let place = location(of: block[0])
            do {
                let metadata = try Metadata(yaml: yaml(of: block.dropFirst()))
                return try attach(metadata, at: place, in: draft)
            } catch {
                errors.append(PolicyError(.parse, "\(error)", at: place))
                return nil
            }
        }
    }

    /// Comments from one that begins with `METADATA` on, as long as each stands in the first column of the next line.
    private func metadataBlocks() -> [ArraySlice<Lexer.Comment>] {
        let comments = lexer.comments
        var blocks: [ArraySlice<Lexer.Comment>] = []
        var index = 0
        while index < comments.count {
            var end = index + 1
            if opensMetadata(comments[index]) {
                while end < comments.count, comments[end].column == 1,
                    comments[end].line == comments[end - 1].line + 1
                {
                    end += 1
                }
                blocks.append(comments[index..<end])
            }
            index = end
        }
        return blocks.map { ArraySlice(Array($0)) }
    }

    private func opensMetadata(_ comment: Lexer.Comment) -> Bool {
        lexer.bytes[(comment.start + 1)..<comment.end].drop { $0 == .space || $0 == .tab }
            .starts(with: "METADATA".utf8)
    }

    /// What stands behind the `#` of each line, less one space.
    private func yaml(of comments: ArraySlice<Lexer.Comment>) -> [UInt8] {
        var text: [UInt8] = []
        for comment in comments {
            var line = lexer.bytes[(comment.start + 1)..<comment.end]
            if line.first == .space { line = line.dropFirst() }
            text += line
            text.append(.newline)
        }
        return text
    }

    private func location(of comment: Lexer.Comment) -> Location {
        Location(
            file: file, line: comment.line, column: comment.column, offset: comment.start,
            length: comment.end - comment.start)
    }

    private func attach(
        _ metadata: Metadata, at place: Location, in draft: ModuleDraft
    ) throws(MetadataFlaw) -> Annotations {
        let statement = draft.statements.first { $0.line > place.line }?.kind
        let scope = try metadata.scope(before: statement)
        var rule: Int?
        if case .rule(let index)? = statement { rule = index }
        return Annotations(scope: scope, fields: metadata.fields, location: place, rule: rule)
    }
}
