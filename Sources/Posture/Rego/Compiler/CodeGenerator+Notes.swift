/// What instrumented code tells an observer. Ordinary code has no such instructions and pays nothing for them.
extension CodeGenerator {
    /// Tells that the routine begins; its returns tell that it ends (see ``emit(_:a:b:c:fail:)``).
    func noteEntry(at location: Location) {
        guard program.isInstrumented else { return }
        at(location)
        entry = currentLocation
        note(.enter, at: entry)
    }

    /// Writes the expression at the present location between a note that it begins and notes that it succeeds or fails.
    ///
    /// An expression that loops comes past the last note once more when its loop is at its end; whether it had
    /// succeeded before is for the observer to know.
    func noting(_ work: () -> Void) {
        guard program.isInstrumented else {
            work()
            return
        }
        let current = currentLocation
        let outer = fail
        let failed = newLabel()
        let over = newLabel()
        note(.evaluate, at: current)
        fail = failed
        work()
        note(.succeed, at: current)
        jump(over)
        place(failed)
        note(.fail, at: current)
        jump(outer)
        place(over)
        if fail == failed { fail = outer }
    }
}
