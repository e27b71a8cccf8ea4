import Testing

@testable import Rego

@Suite struct BuiltinsNetworksTests {
    @Test func networksOfBothVersions() {
        let cases: [(String, String, String)] = [
            ("net.cidr_contains", #""10.0.0.0/8", "10.1.0.0/16""#, "true"),
            ("net.cidr_contains", #""172.17.0.0/24", "172.17.0.0/16""#, "false"),
            ("net.cidr_contains", #""10.0.0.0/8", "10.255.255.255""#, "true"),
            ("net.cidr_contains", #""10.0.0.0/8", "11.0.0.0""#, "false"),
            ("net.cidr_contains", #""10.0.0.0/8", "::ffff:10.0.0.1""#, "true"),
            ("net.cidr_contains", #""2001:db8::/32", "2001:DB8:1::1""#, "true"),
            ("net.cidr_contains", #""2001:db8::/32", "10.0.0.1""#, "false"),
            ("net.cidr_contains", #""0.0.0.0/0", "255.1.2.3/32""#, "true"),
            ("net.cidr_contains", #""10.0.0.0/33", "10.0.0.1""#, "error: invalid CIDR address: 10.0.0.0/33"),
            (
                "net.cidr_contains", #""10.0.0.0/8", "bad""#,
                "error: not a valid textual representation of an IP address or CIDR: bad"
            ),
            ("net.cidr_overlap", #""10.0.0.0/8", "10.1.0.0/16""#, "true"),
            ("net.cidr_intersects", #""192.168.1.0/25", "192.168.1.64/25""#, "true"),
            ("net.cidr_intersects", #""192.168.1.0/25", "192.168.1.128/25""#, "false"),
            ("net.cidr_intersects", #""fe80::/10", "fe80:1::/32""#, "true"),
            ("net.cidr_is_valid", #""192.168.0.0/24""#, "true"),
            ("net.cidr_is_valid", #""192.168.0.0/500""#, "false"),
            ("net.cidr_is_valid", #""192.168.0.500/20""#, "false"),
            ("net.cidr_is_valid", #""01.2.3.4/20""#, "false"),
            ("net.cidr_is_valid", #""::1/128""#, "true"),
            ("net.cidr_is_valid", #""1:2:3:4:5:6:7::8/64""#, "false"),
            ("net.cidr_is_valid", #""1::2::3/64""#, "false"),
            ("net.cidr_is_valid", #"":1/64""#, "false"),
            ("net.cidr_is_valid", "1", "false"),
            ("net.cidr_contains_matches", #""1.1.1.0/24", "1.1.1.128""#, #"{["1.1.1.0/24", "1.1.1.128"]}"#),
            ("net.cidr_contains_matches", #"["1.1.2.0/24", "1.1.0.0/16"], "1.1.1.128""#, #"{[1, "1.1.1.128"]}"#),
            (
                "net.cidr_contains_matches", #"{"k": ["1.1.0.0/16", "x"]}, {"1.1.1.1", "2.2.2.2"}"#,
                #"{["k", "1.1.1.1"]}"#
            ),
            ("net.cidr_contains_matches", #"[[]], "1.1.1.128""#, "error: element must be string or non-empty array"),
            (
                "net.cidr_expand", #""192.168.1.1/30""#,
                #"{"192.168.1.0", "192.168.1.1", "192.168.1.2", "192.168.1.3"}"#
            ),
            ("net.cidr_expand", #""::fffe/127""#, #"{"::fffe", "::ffff"}"#),
            ("net.cidr_expand", #""255.255.255.254/31""#, #"{"255.255.255.254", "255.255.255.255"}"#),
            ("net.cidr_expand", #""0.0.0.0/0""#, "budget: the result is larger than the limit"),
            ("net.cidr_expand", #""::/0""#, "budget: the result is larger than the limit"),
            ("net.cidr_merge", #"["192.0.128.0/24", "192.0.129.0/24"]"#, #"{"192.0.128.0/23"}"#),
            ("net.cidr_merge", #"["192.0.2.112/30", "192.0.2.116/31", "192.0.2.118/31"]"#, #"{"192.0.2.112/29"}"#),
            ("net.cidr_merge", #"["192.0.129.0/24", "192.0.130.0/24"]"#, #"{"192.0.129.0/24", "192.0.130.0/24"}"#),
            ("net.cidr_merge", #"["0.0.0.0/1", "128.0.0.0/1"]"#, #"{"0.0.0.0/0"}"#),
            ("net.cidr_merge", #"{"::/0", "fe80::1/128", "10.1.2.3"}"#, #"{"10.0.0.0/8", "::/0"}"#),
            (
                "net.cidr_merge", #"["2601:600:8a80:207e:a57d:7567:e2c9:e7b3/128"]"#,
                #"{"2601:600:8a80:207e:a57d:7567:e2c9:e7b3/128"}"#
            ),
            ("net.cidr_merge", "[]", "set()"),
            ("net.cidr_merge", #"["::1"]"#, "error: IPv6 invalid: needs prefix length"),
            ("net.cidr_merge", "[1]", "error: element must be string"),
            ("net.cidr_merge", "1", "error: operand must be an array"),
        ]
        for (name, arguments, wanted) in cases {
            #expect(BuiltinCall.answer(name, arguments) == wanted, "\(name)(\(arguments))")
        }
    }
}
