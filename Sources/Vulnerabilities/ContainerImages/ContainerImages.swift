// ContainerImages: references, registries, and what lies in them.
//
// - `ImageReference` is a name such as `docker.io/library/nginx:1.27` with everything spelled out.
// - `RegistryClient` speaks the OCI distribution protocol: manifests and blobs, in and out, every byte checked
//   against its digest.
