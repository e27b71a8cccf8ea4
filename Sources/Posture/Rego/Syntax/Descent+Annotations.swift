extension Descent {
    func annotations(of draft: ModuleDraft) -> [Annotations] { [] }
}
