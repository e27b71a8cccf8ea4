/// Manifests: files and folders of YAML and JSON, read into Kubernetes objects that know where they stand.
///
/// ``ManifestReader`` finds the files, reads them on all cores and gives a ``ManifestSet``: the ``ManifestObject``s in the
/// order of their files, and what could not be read.
public enum ManifestSources {}
