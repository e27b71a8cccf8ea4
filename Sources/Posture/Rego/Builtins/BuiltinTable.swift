/// The functions of the policy reference, a list for each family.
enum BuiltinTable {}
