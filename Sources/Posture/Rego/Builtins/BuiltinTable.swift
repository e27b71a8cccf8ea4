/// All built-ins, one list for each family; the families add theirs in extensions.
enum BuiltinTable {}
