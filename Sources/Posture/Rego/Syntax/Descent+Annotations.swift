extension Descent {
    mutating func annotations(of draft: ModuleDraft) -> [Annotations] { [] }
}
