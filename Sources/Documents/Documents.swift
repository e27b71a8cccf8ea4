/// The ground floor of the house: JSON and YAML as one immutable tree.
///
/// - ``Value`` is eight bytes: a tag and either the value itself or the address of a cell.
/// - Cells live in an ``Arena``; nothing in a tree is reference counted, so walking one costs loads and compares.
/// - ``Document`` owns an arena with its root and keeps alive everything the tree points to.
/// - ``Node`` is the safe face: a value together with the document that keeps it alive.
///
/// Parsers (``JSONParser``, ``YAMLParser``) turn ``SourceBytes`` into documents within a ``DocumentBudget``; writers
/// (``JSONWriter``, ``YAMLWriter``) turn values into bytes; a ``DocumentPath`` finds a node and its line. Objects are sorted by key in the total order of values that Rego defines, which makes
/// output stable and comparison linear.
public enum Documents {}
