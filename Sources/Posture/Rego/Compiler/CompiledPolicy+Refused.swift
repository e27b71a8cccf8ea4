extension CompiledPolicy {
    /// Functions of the policy reference that reach out of the engine; a policy that calls one does not compile.
    public static var refusedFunctions: Set<String> { BuiltinTable.refused }
}
