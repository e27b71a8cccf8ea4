import Hummingbird
import NIOCore

/// What a route knows of its request beside the request itself.
struct ReceiverContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// The peer's address without its port; empty when unknown.
    let source: String

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        self.source = source.channel.remoteAddress?.ipAddress ?? ""
    }
}
