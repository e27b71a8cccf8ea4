import Documents
public import Rego

/// How a case went.
public enum ConformanceOutcome: Sendable, Equatable {
    case passed
    case failed(expected: String, got: String)
    /// The case asks for something that the product refuses on purpose.
    case skipped(String)
}

extension ConformanceCase {
    /// Runs the case on its own.
    ///
    /// - Parameters:
    ///   - seconds: wall time for the evaluation; a case that takes longer fails.
    ///   - observer: told what happens; the policies are instrumented when there is one.
    public func run(
        within seconds: Int = 5, observer: (any EvaluationObserver)? = nil
    ) -> ConformanceOutcome {
        do {
            let result = try evaluate(within: seconds, observer)
            guard wantedError == nil, wantedErrorCode == nil else {
                return .failed(
                    expected: "error \(wantedErrorCode ?? "") \(wantedError ?? "")", got: Answers(result).description)
            }
            return judge(Answers(result))
        } catch let errors as PolicyErrors {
            if let name = refusedFunction(errors) { return .skipped(name) }
            return judge(codes: errors.errors.map(\.code.rawValue), text: ErrorText.text(of: errors))
        } catch let error as EvaluationError {
            return judge(codes: [error.code.rawValue], text: ErrorText.text(of: error))
        } catch {
            return .failed(expected: expectation, got: "\(error)")
        }
    }

    private func evaluate(within seconds: Int, _ observer: (any EvaluationObserver)?) throws -> QueryResult {
        let texts = modules.enumerated().map { (file: "module\($0).rego", text: $1) }
        let policy = try CompiledPolicy(texts: texts, dialect: dialect, isInstrumented: observer != nil)
        let prepared = try policy.prepare(query, dialect: dialect)
        var options = EvaluationOptions(isStrict: isStrict, budget: EvaluationBudget(time: .seconds(seconds)))
        let input = try inputDocument(options)
        options.observer = observer
        return try prepared.evaluate(input: input, data: data, options: options)
    }

    private func inputDocument(_ options: EvaluationOptions) throws -> Document? {
        guard let inputTerm else { return input }
        // Parsed on its own first, so that a text which is more than a term cannot pass as one.
        _ = try Parser.parseTerm(inputTerm, dialect: dialect)
        let term = try CompiledPolicy(texts: []).prepare("value = \(inputTerm)", dialect: dialect)
        let answer = try term.evaluate(options: options).answers.first
        return answer?.bindings.first { $0.name == "value" }.map { Document(part: $0.value) }
    }

    private func refusedFunction(_ errors: PolicyErrors) -> String? {
        guard wantedErrorCode == nil || wantedError?.contains("refused") != true else { return nil }
        let refused = CompiledPolicy.refusedFunctions.sorted()
        return errors.errors.lazy.compactMap { error in
            refused.first { error.message.contains("function \($0) is refused") }
        }.first
    }

    private func judge(_ answers: Answers) -> ConformanceOutcome {
        if let wantedAnswers, !answers.agree(with: wantedAnswers, sorting: sortsBindings) {
            return .failed(expected: expectation, got: answers.description)
        }
        if let wantsDefined, wantsDefined == answers.rows.isEmpty {
            return .failed(expected: expectation, got: answers.description)
        }
        return .passed
    }

    private func judge(codes: [String], text: String) -> ConformanceOutcome {
        if wantedError == nil, wantedErrorCode == nil { return .failed(expected: expectation, got: text) }
        if let wantedErrorCode, !codes.contains(wantedErrorCode) {
            return .failed(expected: expectation, got: text)
        }
        if let wantedError, !ErrorText.isFound(wantedError, in: text) {
            return .failed(expected: expectation, got: text)
        }
        return .passed
    }

    /// What is wanted, in one line.
    var expectation: String {
        if wantedError != nil || wantedErrorCode != nil {
            return "error \([wantedErrorCode, wantedError].compactMap(\.self).joined(separator: " "))"
        }
        if let wantedAnswers {
            return "[\(wantedAnswers.map { JSONWriter.compact.string($0) }.joined(separator: ","))]"
        }
        return wantsDefined.map { $0 ? "a defined result" : "no result" } ?? "no error"
    }
}
