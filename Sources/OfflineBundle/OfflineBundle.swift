// OfflineBundle: everything a scan needs from outside in one file, for networks with no way out.
//
// A bundle is a tar archive. `bundle.json` comes first and lists every other file with its size and SHA-256 digest;
// `bundle.sig` is an Ed25519 signature over the bytes of `bundle.json`, where there is one. So a signature covers
// everything, and a bundle can be read with tar, sha256sum and openssl alone.
//
// - `BundleManifest` is `bundle.json`.
// - `BundleWriter` and `BundleReader` make and check the file; nothing of it is used before all of it is right.
// - `BundleStore` keeps the imported bundle, and knows its age.
// - `BundleSource` gets one from a path, an address or a registry.
