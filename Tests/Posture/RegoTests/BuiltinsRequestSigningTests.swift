import Documents
import Testing

@testable import Rego

@Suite("Signing requests to AWS")
struct BuiltinsRequestSigningTests {
    let caller = BuiltinCaller(BuiltinTable.requestSigning)
    /// 2015-08-30T12:36:00Z, the moment of AWS's test suite.
    static let suiteTime = 1_440_938_160_000_000_000
    static let suiteConfiguration =
        #"{"aws_access_key":"AKIDEXAMPLE","aws_secret_access_key":"wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY","#
        + #""aws_region":"us-east-1","aws_service":"service"}"#
    /// 2013-05-24T00:00:00Z, the moment of the examples in the reference of S3.
    static let storageTime = 1_369_353_600_000_000_000
    static let storageConfiguration =
        #"{"aws_access_key":"AKIAIOSFODNN7EXAMPLE","aws_secret_access_key":"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY","#
        + #""aws_region":"us-east-1","aws_service":"s3"}"#

    private func headers(_ request: String, _ configuration: String, _ time: Int) throws -> [String: String] {
        let result = try caller.call(
            "providers.aws.sign_req", caller.json(request), caller.json(configuration), caller.arena.number(time))
        let headers = result.lookup(caller.text("headers"))
        return Dictionary(uniqueKeysWithValues: zip(headers.keys, headers.values).map { ($0.string, $1.string) })
    }

    private func error(_ request: String, _ configuration: String, _ time: Value) throws -> String? {
        caller.error("providers.aws.sign_req", try caller.json(request), try caller.json(configuration), time)
    }

    @Test(
        "Signatures are those that AWS publishes",
        arguments: [
            // get-vanilla, post-vanilla and get-vanilla-query-order-key-case of the test suite.
            (
                #"{"method":"GET","url":"https://example.amazonaws.com/"}"#, "host;x-amz-date",
                "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"
            ),
            (
                #"{"method":"post","url":"https://example.amazonaws.com/"}"#, "host;x-amz-date",
                "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"
            ),
            (
                #"{"method":"get","url":"https://example.amazonaws.com/?Param1=value1&Param2=value2"}"#,
                "host;x-amz-date", "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"
            ),
        ])
    func suite(request: String, signedHeaders: String, signature: String) throws {
        let headers = try headers(request, Self.suiteConfiguration, Self.suiteTime)
        #expect(
            headers["Authorization"]
                == "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request,"
                + "SignedHeaders=\(signedHeaders),Signature=\(signature)")
        #expect(headers["x-amz-date"] == "20150830T123600Z")
        #expect(headers["host"] == "example.amazonaws.com")
        #expect(headers.count == 3)
    }

    /// "Authenticating Requests: Using the Authorization Header", GET Object and List Objects.
    @Test("Requests to storage sign the digest of their body")
    func storage() throws {
        let object = try headers(
            #"{"method":"get","url":"https://examplebucket.s3.amazonaws.com/test.txt","headers":{"Range":"bytes=0-9"}}"#,
            Self.storageConfiguration, Self.storageTime)
        #expect(
            object["Authorization"]
                == "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"
                + "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,"
                + "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41")
        #expect(object["Range"] == "bytes=0-9")
        #expect(
            object["x-amz-content-sha256"] == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        let list = try headers(
            #"{"method":"get","url":"https://examplebucket.s3.amazonaws.com/?max-keys=2&prefix=J"}"#,
            Self.storageConfiguration, Self.storageTime)
        #expect(
            list["Authorization"]?.hasSuffix("34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7") == true
        )
    }

    @Test("A session token is sent and signed, headers that proxies change are only sent")
    func session() throws {
        let configuration = Self.suiteConfiguration.replacing("}", with: #","aws_session_token":"TOKEN"}"#)
        let headers = try headers(
            #"{"method":"get","url":"https://a.b/c","headers":{"User-Agent":"x","X-Other":"y"}}"#, configuration, 0)
        #expect(headers["x-amz-security-token"] == "TOKEN")
        #expect(headers["User-Agent"] == "x")
        #expect(headers["x-amz-date"] == "19700101T000000Z")
        #expect(
            headers["Authorization"]?.contains("SignedHeaders=host;x-amz-date;x-amz-security-token;x-other,") == true)
    }

    @Test("The body counts as JSON or raw, or not at all when it is not to be signed")
    func body() throws {
        func signature(_ rest: String, _ more: String = "") throws -> String? {
            let configuration = Self.suiteConfiguration.replacing("}", with: more + "}")
            return try headers(
                #"{"method":"post","url":"https://a.b/c"\#(rest)}"#, configuration, Self.suiteTime)["Authorization"]
        }
        let raw = try signature(#","raw_body":"{\"a\":1}""#)
        #expect(try signature(#","body":{"a":1}"#) == raw)
        #expect(try signature("") != raw)
        let unsigned = #","disable_payload_signing":true"#
        #expect(try signature(#","raw_body":"x""#, unsigned) == signature("", unsigned))
        let sent = try headers(
            #"{"method":"get","url":"https://a.b"}"#, Self.suiteConfiguration.replacing("}", with: unsigned + "}"), 0)
        #expect(sent["x-amz-content-sha256"] == "UNSIGNED-PAYLOAD")
    }

    @Test("The rest of the request stays as it was")
    func request() throws {
        let request = #"{"method":"get","url":"https://a.b/c","timeout":"5s","headers":{"A":"b"}}"#
        let result = try caller.call(
            "providers.aws.sign_req", caller.json(request), caller.json(Self.suiteConfiguration), .init(smallInteger: 0)
        )
        #expect(result.lookup(caller.text("timeout")).string == "5s")
        #expect(result.lookup(caller.text("method")).string == "get")
        #expect(result.lookup(caller.text("headers")).count == 4)
    }

    @Test("Requests and configurations that miss something are errors")
    func errors() throws {
        let request = #"{"method":"get","url":"https://a.b/c"}"#
        let zero = Value(smallInteger: 0)
        #expect(
            try error("{}", Self.suiteConfiguration, zero)
                == #"operand 1 missing required request parameters(s): {"method", "url"}"#)
        #expect(
            try error(#"{"method":"get","url":"x","foo":1}"#, Self.suiteConfiguration, zero)
                == #"operand 1 invalid request parameters(s): {"foo"}"#)
        #expect(
            try error(request, #"{"aws_region":"x","aws_service":"s3"}"#, zero)
                == #"operand 2 missing required AWS config parameters(s): {"aws_access_key", "aws_secret_access_key"}"#)
        #expect(
            try error(request, Self.suiteConfiguration.replacing(#""service""#, with: "1"), zero)
                == #"operand 2 invalid values for required AWS config parameters(s): {"aws_service"}"#)
        #expect(
            try error(
                request, Self.suiteConfiguration.replacing("}", with: #","disable_payload_signing":"yes"}"#), zero)
                == "operand 2 invalid value for 'disable_payload_signing' in AWS config")
        #expect(
            try error(request, Self.suiteConfiguration, caller.arena.number(text: "1e30"))
                == "operand 3 could not convert time_ns value into a unix timestamp")
        #expect(try error(request, Self.suiteConfiguration, .null) == "operand 3 must be number but got null")
        #expect(
            try error(#"{"method":"get","url":"http://a/%zz"}"#, Self.suiteConfiguration, zero)
                == #"parse "http://a/%zz": invalid URL escape "%zz""#)
    }
}

@Suite("Parts of URLs")
struct BuiltinsRequestTargetTests {
    @Test(
        "Host, path and query are split as Go does",
        arguments: [
            ("https://a.b:8080/c/d?e=f#g", "a.b:8080", "/c/d", "e=f"), ("http://user:pw@host", "host", "", ""),
            ("http://[::1]:80/x", "[::1]:80", "/x", ""), ("/only/path?q", "", "/only/path", "q"),
            ("//host/path", "host", "/path", ""), ("http://h/a%2Fb(c)", "h", "/a%2Fb(c)", ""),
            ("http://h/a b(c)%2F", "h", "/a%20b%28c%29/", ""), ("mailto:x@y", "", "", ""), ("", "", "", ""),
            ("http://h/ü?ü", "h", "/%C3%BC", "ü"),
        ])
    func parts(text: String, host: String, path: String, query: String) throws {
        let target = try GoURL(Array(text.utf8))
        #expect(String(decoding: target.host, as: UTF8.self) == host)
        #expect(String(decoding: target.escapedPath, as: UTF8.self) == path)
        #expect(String(decoding: target.query, as: UTF8.self) == query)
    }

    @Test("Text that is no URL is an error", arguments: ["http://a\nb", ":x", "http://h:x/", "http://h/%"])
    func invalid(text: String) {
        #expect(throws: BuiltinError.self) { try GoURL(Array(text.utf8)) }
    }
}
