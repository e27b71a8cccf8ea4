// swift-tools-version: 6.2
import PackageDescription

// Apart from the main package, so that only who measures builds Yams.
let package = Package(
    name: "documents-benchmark",
    dependencies: [
        .package(name: "breakwater", path: "../.."),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        .executableTarget(
            name: "documents-benchmark",
            dependencies: [
                .product(name: "Documents", package: "breakwater"),
                .product(name: "Yams", package: "Yams"),
            ])
    ],
    swiftLanguageModes: [.v6]
)
