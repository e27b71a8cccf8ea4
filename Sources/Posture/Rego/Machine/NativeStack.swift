#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// How far down the machine stack of a thread may be used, so that deep calls end in an error and not in a crash.
struct NativeStack {
    /// The lowest address that a new call may begin at.
    private(set) var limit: UInt = 0
    private var thread: pthread_t?

    /// What is left for the built-ins and for walks over nested values.
    private static let reserve: UInt = 384 << 10

    /// Finds the limit of the thread that runs now; free when that is the one of the last time.
    mutating func update() {
        let current = pthread_self()
        if thread == current { return }
        thread = current
        limit = NativeStack.lowestAddress() + NativeStack.reserve
    }

    /// An address in the frame of the caller, near enough.
    @inline(__always)
    static var here: UInt {
        var marker: UInt8 = 0
        return withUnsafeMutablePointer(to: &marker) { UInt(bitPattern: $0) }
    }

    /// The lowest address of the present thread's stack. For the main thread the system reads the list of all mappings,
    /// which takes longer than many an evaluation, so that is done once.
    private static func lowestAddress() -> UInt { isMainThread ? lowestAddressOfMain : readLowestAddress() }

    private static let lowestAddressOfMain = readLowestAddress()

    private static func readLowestAddress() -> UInt {
        #if canImport(Darwin)
            return UInt(bitPattern: pthread_get_stackaddr_np(pthread_self()))
                - UInt(pthread_get_stacksize_np(pthread_self()))
        #else
            var attributes = pthread_attr_t()
            guard let readAttributes, readAttributes(pthread_self(), &attributes) == 0 else { return fallback }
            defer { pthread_attr_destroy(&attributes) }
            var address: UnsafeMutableRawPointer?
            var size = 0
            guard pthread_attr_getstack(&attributes, &address, &size) == 0, let address else { return fallback }
            return UInt(bitPattern: address)
        #endif
    }

    #if canImport(Darwin)
        private static var isMainThread: Bool { pthread_main_np() != 0 }
    #else
        private static var isMainThread: Bool { threadID.map { $0() == getpid() } ?? false }

        /// `gettid`, which not all headers show.
        private static let threadID: (@convention(c) () -> pid_t)? = dlsym(nil, "gettid").map {
            unsafeBitCast($0, to: (@convention(c) () -> pid_t).self)
        }

        private typealias Reading = @convention(c) (pthread_t, UnsafeMutablePointer<pthread_attr_t>) -> Int32

        /// `pthread_getattr_np`, which the headers hide from Swift because it is an extension.
        private static let readAttributes: Reading? = dlsym(nil, "pthread_getattr_np").map {
            unsafeBitCast($0, to: Reading.self)
        }
    #endif

    /// When the system does not say: the 512 KiB that the smallest of the usual stacks have.
    private static var fallback: UInt { here - (512 << 10) }
}
