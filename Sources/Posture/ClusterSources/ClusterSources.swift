/// Clusters as a source of objects for a scan.
///
/// - ``ObjectSelection`` is what the user wants to see: namespaces, kinds, labels.
/// - ``KindResolver`` turns the match blocks of rules into the resources that the server has.
/// - ``ClusterSource`` reads them, eight lists at a time, page by page, and says what it could not read.
/// - ``ClusterFacts`` are what a scan has to know before it begins: version, nodes, cloud.
/// - ``ReadPlan`` is the same reading before it is done, with what the credentials may not read.
///
/// Values of Secrets are never asked for.
public enum ClusterSources {}
