/// What a key may be used for, with the numbers of Go's `x509.ExtKeyUsage`.
enum ExtendedKeyUsage: Int, CaseIterable {
    case any, serverAuth, clientAuth, codeSigning, emailProtection, ipsecEndSystem, ipsecTunnel, ipsecUser
    case timeStamping, ocspSigning, microsoftServerGatedCrypto, netscapeServerGatedCrypto
    case microsoftCommercialCodeSigning, microsoftKernelCodeSigning

    private var identifier: DERObjectIdentifier {
        switch self {
        case .any: DERObjectIdentifier(2, 5, 29, 37, 0)
        case .microsoftServerGatedCrypto: DERObjectIdentifier(1, 3, 6, 1, 4, 1, 311, 10, 3, 3)
        case .netscapeServerGatedCrypto: DERObjectIdentifier(2, 16, 840, 1, 113730, 4, 1)
        case .microsoftCommercialCodeSigning: DERObjectIdentifier(1, 3, 6, 1, 4, 1, 311, 2, 1, 22)
        case .microsoftKernelCodeSigning: DERObjectIdentifier(1, 3, 6, 1, 4, 1, 311, 61, 1, 1)
        // RFC 5280 and 4945 number the rest from 1, in this order.
        default: DERObjectIdentifier(1, 3, 6, 1, 5, 5, 7, 3, rawValue)
        }
    }

    init?(identifier: DERObjectIdentifier) {
        guard let known = ExtendedKeyUsage.allCases.first(where: { $0.identifier == identifier }) else { return nil }
        self = known
    }

    /// A name of the options of `crypto.x509.parse_and_verify_certificates_with_options`.
    init?(option: String) {
        switch option {
        case "KeyUsageAny": self = .any
        case "KeyUsageServerAuth": self = .serverAuth
        case "KeyUsageClientAuth": self = .clientAuth
        case "KeyUsageCodeSigning": self = .codeSigning
        case "KeyUsageEmailProtection": self = .emailProtection
        case "KeyUsageIPSECEndSystem": self = .ipsecEndSystem
        case "KeyUsageIPSECTunnel": self = .ipsecTunnel
        case "KeyUsageIPSECUser": self = .ipsecUser
        case "KeyUsageTimeStamping": self = .timeStamping
        case "KeyUsageOCSPSigning": self = .ocspSigning
        case "KeyUsageMicrosoftServerGatedCrypto": self = .microsoftServerGatedCrypto
        case "KeyUsageNetscapeServerGatedCrypto": self = .netscapeServerGatedCrypto
        case "KeyUsageMicrosoftCommercialCodeSigning": self = .microsoftCommercialCodeSigning
        case "KeyUsageMicrosoftKernelCodeSigning": self = .microsoftKernelCodeSigning
        default: return nil
        }
    }
}
