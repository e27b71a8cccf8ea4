import Crypto
import CryptoExtras
import Foundation

/// Turns passwords into what is stored, and checks them: scrypt with N = 2^15, r = 8, p = 3, which takes 32 MiB and
/// is one of the settings that OWASP's password storage cheat sheet calls equal to its first choice.
///
/// An actor, so that many log-ins at once take turns instead of 32 MiB each.
actor PasswordHasher {
    private struct Cost: Equatable {
        var logN: Int
        var blockSize: Int
        var parallelism: Int
    }

    private static let cost = Cost(logN: 15, blockSize: 8, parallelism: 3)
    private var decoy: String?

    /// What to store for a password: `scrypt$logN$r$p$salt$key`.
    func hash(_ password: String) throws -> String {
        var generator = SystemRandomNumberGenerator()
        let salt = Data((0..<2).flatMap { _ in withUnsafeBytes(of: generator.next()) { Array($0) } })
        let cost = PasswordHasher.cost
        let key = try derive(password, salt, cost)
        let fields = [
            "scrypt", "\(cost.logN)", "\(cost.blockSize)", "\(cost.parallelism)", salt.base64EncodedString(),
            key.base64EncodedString(),
        ]
        return fields.joined(separator: "$")
    }

    /// Whether `password` is the one that was hashed. Takes as long when there is none to compare with, so that the
    /// time does not tell which names exist.
    func verify(_ password: String, _ stored: String?) throws -> Bool {
        let reference: String
        if let stored {
            reference = stored
        } else if let decoy {
            reference = decoy
        } else {
            reference = try hash("")
            decoy = reference
        }
        let fields = reference.split(separator: "$", omittingEmptySubsequences: false)
        guard fields.count == 6, fields[0] == "scrypt", let logN = Int(fields[1]), let blockSize = Int(fields[2]),
            let parallelism = Int(fields[3]), 1...20 ~= logN, 1...32 ~= blockSize, 1...16 ~= parallelism,
            let salt = Data(base64Encoded: String(fields[4])), let key = Data(base64Encoded: String(fields[5]))
        else { return false }
        let derived = try derive(
            password, salt, Cost(logN: logN, blockSize: blockSize, parallelism: parallelism))
        return PasswordHasher.equalInConstantTime(derived, key) && stored != nil
    }

    private func derive(_ password: String, _ salt: Data, _ cost: Cost) throws -> Data {
        let key = try KDF.Scrypt.deriveKey(
            from: Data(password.utf8), salt: salt, outputByteCount: 32, rounds: 1 << cost.logN,
            blockSize: cost.blockSize, parallelism: cost.parallelism)
        return key.withUnsafeBytes { Data($0) }
    }

    private static func equalInConstantTime(_ left: Data, _ right: Data) -> Bool {
        guard left.count == right.count else { return false }
        return zip(left, right).reduce(0 as UInt8) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
