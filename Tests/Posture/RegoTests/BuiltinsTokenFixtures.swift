// swift-format-ignore-file: keys and tokens do not break

/// Keys and tokens made by OpenSSL through Python's `cryptography`; the payload of every token is
/// `{"iss":"xxx","sub":"alice","nbf":1000,"exp":3000}` unless its name says otherwise.
enum TokenFixtures {
    static let rsaCertificate = """
        -----BEGIN CERTIFICATE-----
        MIICmzCCAYOgAwIBAgIBBzANBgkqhkiG9w0BAQsFADARMQ8wDQYDVQQDDAZ0b2tl
        bnMwHhcNMjQwMTAxMDAwMDAwWhcNNDQwMTAxMDAwMDAwWjARMQ8wDQYDVQQDDAZ0
        b2tlbnMwggEiMA0GCSqGSIb3DQEBAQUAA4IBDwAwggEKAoIBAQCsjThZQy8cmG/j
        1VKRSJ0bgFxERKHVILcR3FBNa6kVrSOPS0aRngppdS4ClN12rOO145Z/FJEoUkeM
        08bfNGFT9qOndm1DjNHn8HhvAwzo3OQs2EnML44I+jf6HMjpKadGnqrDfP6TuqTf
        yVlEaPNeuv1l8Mwm/VHT5/VECVzdZJha1eLepUJxFRchCwJseDCIlcMmSZoEnDk8
        yQdD6gGc4vQe9tGVnUW4rEvWsATu+RDGUGxSmyildZO4I+QWoRjZXJB97InJ3TUs
        CQBquu15vMZrhYlHvi9TjDumH7D65HT1HZD59KxQKVA+iZfTpcowXVrRqFD52j19
        vNtrMlprAgMBAAEwDQYJKoZIhvcNAQELBQADggEBAB8ubNEkzndkFw0Ls+OgdoVA
        zk7HVHURzBEUoahce8+QQdU0coBAEKQLlf3r4rXROhE86k+q9MyLEYmhQgruY/2v
        J0Vytf+ra0mRD0AYfv1EzuOAdBwiy5/qfys49nu+R5qH4NasVaEE/VJYqGwg8OpP
        ryIyGMAq1Pl+lk632Cm6Pk2WJNhvGZwf8wB3zc6Fwo1M/fUm6a1S5YAtxqehgwEa
        wODm+oRvS3fYeBxWmjDHqxpd5ZXvHkrdzSweTwbuR7US3rbGkIC/Lq+Wn9VvZTEo
        F6IBT5gYFFFqzEYOC9tm3fOQY073ljhO6o0a6la6BDCoh5YTYQdkuDAk8pjT6/4=
        -----END CERTIFICATE-----

        """
    static let rsaPublicKey = """
        -----BEGIN PUBLIC KEY-----
        MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEArI04WUMvHJhv49VSkUid
        G4BcRESh1SC3EdxQTWupFa0jj0tGkZ4KaXUuApTddqzjteOWfxSRKFJHjNPG3zRh
        U/ajp3ZtQ4zR5/B4bwMM6NzkLNhJzC+OCPo3+hzI6SmnRp6qw3z+k7qk38lZRGjz
        Xrr9ZfDMJv1R0+f1RAlc3WSYWtXi3qVCcRUXIQsCbHgwiJXDJkmaBJw5PMkHQ+oB
        nOL0HvbRlZ1FuKxL1rAE7vkQxlBsUpsopXWTuCPkFqEY2VyQfeyJyd01LAkAarrt
        ebzGa4WJR74vU4w7ph+w+uR09R2Q+fSsUClQPomX06XKMF1a0ahQ+do9fbzbazJa
        awIDAQAB
        -----END PUBLIC KEY-----

        """
    static let ecCertificate = """
        -----BEGIN CERTIFICATE-----
        MIIBDTCBtaADAgECAgEHMAoGCCqGSM49BAMCMBExDzANBgNVBAMMBnRva2VuczAe
        Fw0yNDAxMDEwMDAwMDBaFw00NDAxMDEwMDAwMDBaMBExDzANBgNVBAMMBnRva2Vu
        czBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABMZhUU1apCU2nGIHUprln8BiZ1S+
        LxVQeKoOhijcq0u2X3LOiEvf2TUbVNPmbnahmRGa97iTCGJUHyrUiR9wSq8wCgYI
        KoZIzj0EAwIDRwAwRAIgGJQjGJKaZEFwqOKTXOa6i4OdKmnyTk+ZbgRhYW7FEjkC
        IHR/SZtrCccMXSjCB1hXzkVn5oFdewitw1cWWKN6qm8m
        -----END CERTIFICATE-----

        """
    static let ec384PublicKey = """
        -----BEGIN PUBLIC KEY-----
        MHYwEAYHKoZIzj0CAQYFK4EEACIDYgAE2ka4KrbB+oNFwz8xU6cu68wz3w2bxSOQ
        DMAcgMsmRF4i5vrPvzyc/u/e+/rdEwrBPTphwe6AwnzQRzlksR8J/Dx1eafbie7t
        kY0JGUpbmaSV7WaCpNmdQ/Mrgk1ijXaz
        -----END PUBLIC KEY-----

        """
    static let ec521PublicKey = """
        -----BEGIN PUBLIC KEY-----
        MIGbMBAGByqGSM49AgEGBSuBBAAjA4GGAAQBpkfKoNf7rF8FwJVF3STzf9nUWATx
        RyAJo/mETzKuYqPSfQRGZHYXAAKjhllRalRkYXvD23jEspB4JD/wesnBusABgVJr
        l73+dJ6I11EeNqLrqcp9R0nF2YoffYHneV4skQ/mudYcLUm32Y8pKpqL9MmlbLEJ
        Id9vo6Ev+GewFESGCZY=
        -----END PUBLIC KEY-----

        """
    static let edCertificate = """
        -----BEGIN CERTIFICATE-----
        MIHOMIGBoAMCAQICAQcwBQYDK2VwMBExDzANBgNVBAMMBnRva2VuczAeFw0yNDAx
        MDEwMDAwMDBaFw00NDAxMDEwMDAwMDBaMBExDzANBgNVBAMMBnRva2VuczAqMAUG
        AytlcAMhAHfUPqPcqkrP+U2e5Wy3Jsa0USBw39skFONRKQtaENfLMAUGAytlcANB
        AJGU3YkLEGbqwOv6mi8rndJl9FZT3jfXi4IS0Gvt3qvoM08SAr6BfQJ3DVSlFa5v
        9utID6kptMoNP8HLgX2I1gE=
        -----END CERTIFICATE-----

        """
    static let edPublicKey = """
        -----BEGIN PUBLIC KEY-----
        MCowBQYDK2VwAyEAd9Q+o9yqSs/5TZ7lbLcmxrRRIHDf2yQU41EpC1oQ18s=
        -----END PUBLIC KEY-----

        """
    static let rsa1024PublicKey = """
        -----BEGIN PUBLIC KEY-----
        MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDNsNhJCLAYqZhgf9vYNTRifKN4
        h6yA/VApadSFeTGPIhFqe6yHaFmCfAcTEddjPfIfru8D6sK1SB9zgHG9Xy6mqjMB
        /z96+Lisw0g5cyo3H/crApel5kYAS5pK/0Xi5rCoqzEvrjGhldo/hYHbnfuYRvsC
        S9kH0lgJbeZJr+TrCwIDAQAB
        -----END PUBLIC KEY-----

        """
    static let rsaPrivateJWK =
        #"{"kty": "RSA", "n": "rI04WUMvHJhv49VSkUidG4BcRESh1SC3EdxQTWupFa0jj0tGkZ4KaXUuApTddqzjteOWfxSRKFJHjNPG3zRhU_ajp3ZtQ4zR5_B4bwMM6NzkLNhJzC-OCPo3-hzI6SmnRp6qw3z-k7qk38lZRGjzXrr9ZfDMJv1R0-f1RAlc3WSYWtXi3qVCcRUXIQsCbHgwiJXDJkmaBJw5PMkHQ-oBnOL0HvbRlZ1FuKxL1rAE7vkQxlBsUpsopXWTuCPkFqEY2VyQfeyJyd01LAkAarrtebzGa4WJR74vU4w7ph-w-uR09R2Q-fSsUClQPomX06XKMF1a0ahQ-do9fbzbazJaaw", "e": "AQAB", "d": "CEL2B4wTGuGPkI8xAK9t2kMR59uIthLMFnOqd_J81NgGg6tdKcaxL-3CMgcc-BF8u5jge_LTpQ8UyZYwMj_98vkJn-XTLcX1x474wolDr83iXOVO2ehi-roO6Q-XbQEnYaxiIlxUjLqF1LMoGNbqOXG8L9_QyS3IIlxmSVzQu0bWrnnpXPBrOAudHlVqHyI1gx6QHajvWpd4dhSOKdkKNafsH5YmNKqkc2QWot0eKuUMegb9-Z9VXW_gVxkUWRa7wmiV0-QESHQCOYWgztY8_mYqsHYRVe_W4KNnkFeeASeQiT_6vWtPANGWIEYLESsEgDdm3VCyyt-wxY8FYnV1cQ", "p": "52PbLWyzAh0VuwrWFIShfay9vxlV2J2WFclMWAFO4yR2rN2jYM8kpGlHlQMNT06cgpFLC4YFEK4n4jZYarB-eNsjPGuCtHf-Fe3y38H_TBvuyDoT8p6zEN68t5KRK3hbk_-SZBEUY7B1XxmZdHPSUyNfZhHVeu2GSyr3O1gXa9s", "q": "vudZJJN0aD1blAEBbPhjFLTr8bP3TaUR79E6EG-OZpNV0dcRBScNkUalo9W8bvIUE-ex0kLKlLpoZ0fH5wkRPwSLvLTjkjECg_FsE93huxFtlFp5O7hMlC9pxs5tB6EcHEXgWdgUSW3mzRThElHF3gvYG41tF0T5-UPRa0AA2LE", "dp": "sehH-9wIooZkT-ScBziWxf8MASNkquE3JVcZmMygr-o4SN88n9GEldjQjdTD5gdGNOmrbpfDyzhsN_Sa9KTxCNFMfUcYPtPHi2rhg4MwXH9Zj59_-NpmSYFITkilz2uB1f_5uXCcYa2qAM24_B2VSBD5Z4wsvJBl4eOOJZWspGM", "dq": "PAy7zrSPbma2ktTKJQPw7seGXG5WwVbGUKCI2jitG3kHCs3S7cL-Eo-ddO67qk59oFFGbzRRUv1b7_j1WahRg3gjmIVx_D9sYiKj84_c_KIbzQm0juOHOym65S1zwG2eUQpt6vT8VKi8bBBASCnuys0A-pG_Gg25b_40Nr9YRNE", "qi": "Ip-TjTbr4e7Xzn55zpFDpQQ6qM_zCcqJISzD_FcfmcGuMA-P_7QRNonewx6D2RD2BiZG_AAj-dBW5eaDWmIKGFoLoW1LxSlO9IMVh0AVVhbliBmWoFDzf6c0k0zXabMmIMaddo88q1Q84zEtOmzv4NGELtUswYgm9PAHkNgo4Oc"}"#
    static let ecPrivateJWK =
        #"{"kty": "EC", "crv": "P-256", "x": "xmFRTVqkJTacYgdSmuWfwGJnVL4vFVB4qg6GKNyrS7Y", "y": "X3LOiEvf2TUbVNPmbnahmRGa97iTCGJUHyrUiR9wSq8", "d": "MkVRkWhTRaCk6eJyWOcCy2iZCrFmxpA9Z_gztQxQvnk"}"#
    static let ec521PrivateJWK =
        #"{"kty": "EC", "crv": "P-521", "x": "AaZHyqDX-6xfBcCVRd0k83_Z1FgE8UcgCaP5hE8yrmKj0n0ERmR2FwACo4ZZUWpUZGF7w9t4xLKQeCQ_8HrJwbrA", "y": "AYFSa5e9_nSeiNdRHjai66nKfUdJxdmKH32B53leLJEP5rnWHC1Jt9mPKSqai_TJpWyxCSHfb6OhL_hnsBREhgmW", "d": "AICvO5Ceee0nSnJUXB8hGwEGdQ43EhKBqEDZY3lHfsbgwybdY7opiLRb0iUbI6vT1m_DAshOLo7iTjq7o61_EyPn"}"#
    static let edPrivateJWK =
        #"{"kty": "OKP", "crv": "Ed25519", "x": "d9Q-o9yqSs_5TZ7lbLcmxrRRIHDf2yQU41EpC1oQ18s", "d": "cSpXaC5IxbBOGq7GWX3d5tdqoxCuUFB7jX4b_9js1F4"}"#
    static let rsa1024PrivateJWK =
        #"{"kty": "RSA", "n": "zbDYSQiwGKmYYH_b2DU0YnyjeIesgP1QKWnUhXkxjyIRanush2hZgnwHExHXYz3yH67vA-rCtUgfc4BxvV8upqozAf8_evi4rMNIOXMqNx_3KwKXpeZGAEuaSv9F4uawqKsxL64xoZXaP4WB2537mEb7AkvZB9JYCW3mSa_k6ws", "e": "AQAB", "d": "jFvd61B7YgjwywDU0x_TRFWK82eZple1SN1HwWDnGaYEvmXwYGIrmmfqJ_AnyzftLgOgZErhXPT_SUDf3HrECIuoGe7dAnWpRIXYFT2_3Hl94k1SyD_285PtadJTh-xoLhV_wV2QVr_sfC_HtjeUax6PoLLrKPfRsZ7kqUyejEk", "p": "6ZEarH199K8JnzhAsXRR4rZksdXUPPSbJMZdUexzi9nOZ7VUfPxwzJXhsCpDcfciTt0vJZgM5XDckT_r3_9elw", "q": "4XJUpFeKqWY9UKEChIiTAyMW1tDdd23HeuPyWYftTZHO21RjLExGc5PU7XWlvibHuwtm-nl97Y67JkOHOHzZrQ", "dp": "MskUTbEztAJjSzWGC4_JRkx2dJyT-3UMTuC65ddOAHipgq9Q4aRaOoHUguONqrgbw54gZEI9e54gt4x4k0oJnQ", "dq": "yjoHSN-p5yhpycCUBJSJ4t9_5jO25SFZNZfxVXRDXjhzqHR6_UpyS8yIzHSitv4MXXDt77I5TnWg1MLwMbB0hQ", "qi": "6XWHsnkEwaA6T9EdUGp7e-KTKM-F7a9usNm-EVXeAQyJe6XY6W2w-ERPdeAMtpCzbSY6soqNM5wnDkpQiCAevQ"}"#
    /// Key identifiers ec, small, rsa, ed and a secret; two keys that are to be ignored.
    static let keySet =
        #"{"keys": [{"kty": "EC", "crv": "P-384", "x": "2ka4KrbB-oNFwz8xU6cu68wz3w2bxSOQDMAcgMsmRF4i5vrPvzyc_u_e-_rdEwrB", "y": "PTphwe6AwnzQRzlksR8J_Dx1eafbie7tkY0JGUpbmaSV7WaCpNmdQ_Mrgk1ijXaz", "kid": "ec", "alg": "ES384"}, {"kty": "RSA", "n": "zbDYSQiwGKmYYH_b2DU0YnyjeIesgP1QKWnUhXkxjyIRanush2hZgnwHExHXYz3yH67vA-rCtUgfc4BxvV8upqozAf8_evi4rMNIOXMqNx_3KwKXpeZGAEuaSv9F4uawqKsxL64xoZXaP4WB2537mEb7AkvZB9JYCW3mSa_k6ws", "e": "AQAB", "kid": "small", "alg": "RS256"}, {"kty": "RSA", "n": "rI04WUMvHJhv49VSkUidG4BcRESh1SC3EdxQTWupFa0jj0tGkZ4KaXUuApTddqzjteOWfxSRKFJHjNPG3zRhU_ajp3ZtQ4zR5_B4bwMM6NzkLNhJzC-OCPo3-hzI6SmnRp6qw3z-k7qk38lZRGjzXrr9ZfDMJv1R0-f1RAlc3WSYWtXi3qVCcRUXIQsCbHgwiJXDJkmaBJw5PMkHQ-oBnOL0HvbRlZ1FuKxL1rAE7vkQxlBsUpsopXWTuCPkFqEY2VyQfeyJyd01LAkAarrtebzGa4WJR74vU4w7ph-w-uR09R2Q-fSsUClQPomX06XKMF1a0ahQ-do9fbzbazJaaw", "e": "AQAB", "kid": "rsa", "alg": "RS256"}, {"kty": "AKP", "kid": "new"}, {"kty": "EC", "crv": "P-256", "x": "xmFRTVqkJTacYgdSmuWfwGJnVL4vFVB4qg6GKNyrS7Y", "y": "X3LOiEvf2TUbVNPmbnahmRGa97iTCGJUHyrUiR9wSq8", "kid": "other", "alg": "ECDH-ES"}, {"kty": "OKP", "crv": "Ed25519", "x": "d9Q-o9yqSs_5TZ7lbLcmxrRRIHDf2yQU41EpC1oQ18s", "kid": "ed"}, {"kty": "oct", "k": "c2VjcmV0"}]}"#
    static let rs256 =
        #"eyJ0eXAiOiAiSldUIiwgImFsZyI6ICJSUzI1NiJ9.eyJpc3MiOiJ4eHgiLCJzdWIiOiJhbGljZSIsIm5iZiI6MTAwMCwiZXhwIjozMDAwfQ.Nac6ErE96XKKWlQM4INu_YFo_i5vzAyV3YQWxB3na2R7JNJtXnrR_TQwqq0BPeJ1Y_1CM_xQYp7Gmgl8_ffcYX7p-QVEvspShmJFlR2SDLVe0Yv1OMKMMv3NZKNFqtIb8LnJCRqRrOT4dtPcoM9Bf3LDZZexBiZ4d6ExC8gXhMPV6TAhCZM3w1ivs2g17LflzbNrIhQGxRPSsvmw2kvxfNvKfzOMYa1exjOOSSrSroSse9aQoQrf-j_P3H33Uk8OV6rUWFZbxH6z5iShyhY-rpqxk0vBR67scrHzna4uGDQsIxxZBhB39HPepawZXZQ-HhAyY6ZXBU4nf93Jd8hWPg"#
    static let rs384 =
        #"eyJ0eXAiOiAiSldUIiwgImFsZyI6ICJSUzM4NCJ9.eyJpc3MiOiJ4eHgiLCJzdWIiOiJhbGljZSIsIm5iZiI6MTAwMCwiZXhwIjozMDAwfQ.Cj5BvYR1rlfWIOfJHBWtcdHgkAJbqMCjnQBNENjw9AXDnr6X2uoUXCmil6G7mlp58rvyPMh4DqsJW6i66UgJerrg4KTUi0z-HwHWAhF9B8yjXKtwFosKMMG3JFz3dr3jnRM8mxbsdI6sCKVvbiDBf5eMgQUtsJtr3X-OmTHybd0CrQKE-uQxfi6Wk05P-K5GO57_EXlBBrrSqrgAhmh2LOnAZmLLDJo4a5XMVv_DQvOfXScq-g0B_XHz2u4OOAnM2h0BFRYFTibrjHS5yOJlm2yg4NzcYvzOBlO1oixQLSp1CrJ8jwpdJYh70abOmp4Th4fbB-WMEej1w283R1BgRg"#
    static let rs512 =
        #"eyJ0eXAiOiAiSldUIiwgImFsZyI6ICJSUzUxMiJ9.eyJpc3MiOiJ4eHgiLCJzdWIiOiJhbGljZSIsIm5iZiI6MTAwMCwiZXhwIjozMDAwfQ.O4OPCQmyzEJFJxdd5Lbha_EsLfVK67r0IXpUGRscHdmiB4Y_SP-OaKsGIDuHnv3fJ5NkhFYAMvRpVOzGlaZApe7c2fKjrxHMQPPNQ5-GzK8VXmssDKv-YdHFytakrCC_M7VAzVQ7Fz1NFWqjaciYIssALq7pNuqekoP8k0AnXv_xZ9rlJ8wus-bYHhdx1gqKhzNJ7K0Zipc-quyB8O_zrYeoJSyIlAs6e2GhRQlIKou4odoE571TSQHt7q9MSxr89DKVl3-atRXr6Fq1t7Xqoa-V63TGVPoLd_EiWbDoAoEOtMOtLsvOizopjh3nnceX2TvZnzVfsaoz3-8ucrg5KQ"#
    static let ps256 =
        #"eyJ0eXAiOiAiSldUIiwgImFsZyI6ICJQUzI1NiJ9.eyJpc3MiOiJ4eHgiLCJzdWIiOiJhbGljZSIsIm5iZiI6MTAwMCwiZXhwIjozMDAwfQ.b3NfFrpDu423bHBo34bnkKFmovZVuG3r6iF9SDknZ31zwnIu25UIgnH2CignkYb6Kt1Zl-oWoreDB3J_qR9kltUCSQYckrC3WqaXgUT2DqUUcDxmcFi9RwDQsKcX9zUOG9ScWLd_XOSH9xZ-UyX5cjCJtQI2nX28eFPUMlRiBzoM8duIIz-3m6CFT9dsEBkPP7Aiazd7Q1yXOUopyxI3jzVmb1dNap8iDUlrfOBjgUUagJJHL-eTHDR3i48uHA4EASqkl2FyxNf83xWceaSTTqxARE5AoRQxpftN14NENsd45KjHm9HaWMFQW8JRnTcda2p3-ygxeVEY1d87FdX40A"#
    static let ps384 =
        #"eyJ0eXAiOiAiSldUIiwgImFsZyI6ICJQUzM4NCJ9.eyJpc3MiOiJ4eHgiLCJzdWIiOiJhbGljZSIsIm5iZiI6MTAwMCwiZXhwIjozMDAwfQ.iATIA6Doo1NokXGLDrv1MlLf6B8Fa_4TcKtUR3TvP94awAb5g-TpyKG6LFh5omEPklpShiWbk-C0rfqOShHtwhkVKOaKAAJ-UhZHqQw5rppJ9G1M98xM_jfbWP6SyWLSTTrQ8wFc6xmmQywssj-L8H2ClK_mzmZJCAFB4BH4kY3ykasP_wMHYYiLxSEzDkrZwJ0BBMeY2R2B13icvAaNIYqUq4fUk7c6WOdpQVwZRXjMSafBvk5-8AxoNtXEvSfxMoSxnIIvUKWXWC01X3kdCfE0c_8wN-CBrg2uQPxpgdQqi7iHTFmufe2SOrTy4bmMDQJWQgYap5w3HP3E7_zVCQ"#
    static let ps512 =
        #"eyJ0eXAiOiAiSldUIiwgImFsZyI6ICJQUzUxMiJ9.eyJpc3MiOiJ4eHgiLCJzdWIiOiJhbGljZSIsIm5iZiI6MTAwMCwiZXhwIjozMDAwfQ.PP0kbYBfo0Z6zz_PKpz5YTg_ycVTB11AoKaAWUtbD37YuBJffQB3I1o2rbdvjdOZf0FftYE5M05aw4uMX8w772_d1FKdEzQYB39xVOU4j9WkWVvZ-WawseFdl6wPlg3fWy41sxgd3bMB49HWmAeC40AfQNaRS5Q_gMUf47p2YedqtHWY2PCiyUci3as6-yVFaGMGcOLU7aZG2OaN-7jbMUh0sqsWsM9D3srC5KsQbq23jSwrHna7DLaJePO-hudVeclrwbpaGU941r_U6TZ5MvkqX1S-fYzKU4OPQM2hCnpKz4mZt2V0eT0uZePZg9LQHJJrmPJMwBNz_GgWChSh9Q"#
    static let es256 =
        #"eyJ0eXAiOiAiSldUIiwgImFsZyI6ICJFUzI1NiJ9.eyJpc3MiOiJ4eHgiLCJzdWIiOiJhbGljZSIsIm5iZiI6MTAwMCwiZXhwIjozMDAwfQ.kFVpUMbK3geWmbTsLRezG8ma7WeAmo9IPCGu-qma1t7I5_Vl6Nm9rT2yQpAhy-jhiahPP2zcAj0nlBwyTErPWA"#
    static let es384 =
        #"eyJ0eXAiOiAiSldUIiwgImFsZyI6ICJFUzM4NCJ9.eyJpc3MiOiJ4eHgiLCJzdWIiOiJhbGljZSIsIm5iZiI6MTAwMCwiZXhwIjozMDAwfQ.hPldVFVZgkLi7LAoHBBAHw27IOcbpVMMZOpsg7cIi1VvRrWaoR_Ls-W3G8HvZIg-GvdAqYsHroGhcags5dRRSGa6thVWs7vZpwUfPREoZiJ_0E6boJTuwQOk-41tbXRe"#
    static let es512 =
        #"eyJ0eXAiOiAiSldUIiwgImFsZyI6ICJFUzUxMiJ9.eyJpc3MiOiJ4eHgiLCJzdWIiOiJhbGljZSIsIm5iZiI6MTAwMCwiZXhwIjozMDAwfQ.AGtvaZg4XuyiClQ8ZkdqbtWKQQvMxHIuBDhqD5ikDwyrdxUCyS_xjpZi4xtl9uvk574ycdYthdXsIJkSzVVMHSCtAO04ljheGubgj5mZwAFAn0on-mo1oDILH_fTrGvGmyXPm7COmQ1XsyxXimL6pGDABc-rGqdrtd8fJqLl2prw6s4k"#
    static let edDSA =
        #"eyJ0eXAiOiAiSldUIiwgImFsZyI6ICJFZERTQSJ9.eyJpc3MiOiJ4eHgiLCJzdWIiOiJhbGljZSIsIm5iZiI6MTAwMCwiZXhwIjozMDAwfQ.bmgZeZoHmgatNkfHUG1oAneqEpD4Az8DixYZo5BF5vhDw4iE2rh6LVDhApXJvLUN8LPawYh7MTTGOJ5UXo5lAw"#
    static let hs256 =
        #"eyJ0eXAiOiAiSldUIiwgImFsZyI6ICJIUzI1NiJ9.eyJpc3MiOiJ4eHgiLCJzdWIiOiJhbGljZSIsIm5iZiI6MTAwMCwiZXhwIjozMDAwfQ.CBMdeGHjE7YIpMKCsqHz7EJIYpmyejimghVfTzdhR3Q"#
    static let hs384 =
        #"eyJ0eXAiOiAiSldUIiwgImFsZyI6ICJIUzM4NCJ9.eyJpc3MiOiJ4eHgiLCJzdWIiOiJhbGljZSIsIm5iZiI6MTAwMCwiZXhwIjozMDAwfQ.xzaPOWbX7AA5OLF__93FAW4lQETmK-8xV3g115RfhM52LRRInXulvdm8TLCuhE6a"#
    static let hs512 =
        #"eyJ0eXAiOiAiSldUIiwgImFsZyI6ICJIUzUxMiJ9.eyJpc3MiOiJ4eHgiLCJzdWIiOiJhbGljZSIsIm5iZiI6MTAwMCwiZXhwIjozMDAwfQ.eg63epbn3-njzIyIFQnYkWCSZwKwr2e1bYmq3tR8ijGY4xAgF0gL79Hn21xxRV6JVSKC6E9xdgaoCrSqoRQgHw"#
    static let ps256EmptySalt =
        #"eyJ0eXAiOiAiSldUIiwgImFsZyI6ICJQUzI1NiJ9.eyJpc3MiOiJ4eHgiLCJzdWIiOiJhbGljZSIsIm5iZiI6MTAwMCwiZXhwIjozMDAwfQ.e8hvBJS-WMSPrFyj8wAim-M8_46IVbgITCNBnJJ7l6d-Wz6GPa0cfP7jAK31o0qo0LH3PbfqIqcFiYUwOi6B8uoacamMdrD8NBUgIkKdy4Qltp_b24yti_KQ_EFWzwK6xhRYDWHiLv7ljVdbiYs7oDnSw-dL5ZrSx0go6JfK0BhXf3OOMahZgJjc1kGRpvrgBHLIMF2RnKm4-49EMDI27wUClbR6K3h08ApsV4zezn5h-OW14Ti0tutvyEPTC6hXtFjyRYLLcTZZ8sNwMrBTiq1sA7z35YHCwmC5Hj4YprgM47gExHpiOiprS3dkIBJo8duKw_-uqEXJLfQ64VNMFg"#
    static let ps256LongSalt =
        #"eyJ0eXAiOiAiSldUIiwgImFsZyI6ICJQUzI1NiJ9.eyJpc3MiOiJ4eHgiLCJzdWIiOiJhbGljZSIsIm5iZiI6MTAwMCwiZXhwIjozMDAwfQ.avTutlsH2c8aXCMxYuANQt1zxF5bam1XQxC11VcwWj9zS2S7yMaYSQtwff5HVkiMpTQX_SRapUGjWHxdTsU7VytiMREcV16is0XThO2XKYNySO7oycOz2x_dfXVgtTbLMk3QaEAfmyJyMGZdeaDRRjkVS6sYnp4LRK87uLFrdXxPZ1AlFe7JJ1tNmS6qgb2D19XnIB-PYgj0TbVclV4ojjOigE7l4L7Vppbj5NbjlOJgZs_lNlrFRpBGGBP4iHpr3RwQxB0OB1YWubK_ibKdr9pnVVsTmh44qOywvOz3gnJygKHD6FJ1jndmCSZNzSOR57lHfe4KeOz8yJ7nHhsk3A"#
    /// Signed with the key of 1,024 bits.
    static let rs256Short =
        #"eyJ0eXAiOiAiSldUIiwgImFsZyI6ICJSUzI1NiJ9.eyJpc3MiOiJ4eHgiLCJzdWIiOiJhbGljZSIsIm5iZiI6MTAwMCwiZXhwIjozMDAwfQ.KLWsUwEVKbMSuKE3qbhCrm1XIYHMr1vp8s9X3aJjUyWB3ahaksDpM5DBMpsvpEAoYH7IJTHF3eXQ6FgMbDm27k74_Kp-pg8o2kjZPPvFBevDUh08kNHOhVQ054zHH4eMVLCry5wYPSJ52zC8hhGACqI7n41F_a6rDKih5oGpMTM"#
    static let rs256NamingRSA =
        #"eyJ0eXAiOiAiSldUIiwgImFsZyI6ICJSUzI1NiIsICJraWQiOiAicnNhIn0.eyJpc3MiOiJ4eHgiLCJzdWIiOiJhbGljZSIsIm5iZiI6MTAwMCwiZXhwIjozMDAwfQ.ODod9anY0IbeMO01Q_W-KGWLrtdN9ViB8jSQQhFozvf1U-Cv5-Iq91Nq2H9MGW96Dm7uEVRx8pW8MaPZGCWIVSx6K3P6pVecZwILqLS1JgiOAHsdVERRgc4rzCtgamK7Y6hu7_oxxMxfNw3MyIxa4Y_-vO6MLAeVew5C0-d2wso51rqEnaJ4Y4bWST2CWqc-bjGINEoV0ADc52j-St7cx6f7E6Tj8QZ70beQ2_cYdFdqziZb3ZmKZvW4IJTn7x6LAkB80jXmIHucGoFx1AtLg-xNOJqHjPTzPXKY2YaOn7NqFZP09S3iJ0mctsc_YaZhDIiub4e5pmtoBqrHnqh4MA"#
    /// Names the wrong key of the set.
    static let rs256NamingSmall =
        #"eyJ0eXAiOiAiSldUIiwgImFsZyI6ICJSUzI1NiIsICJraWQiOiAic21hbGwifQ.eyJpc3MiOiJ4eHgiLCJzdWIiOiJhbGljZSIsIm5iZiI6MTAwMCwiZXhwIjozMDAwfQ.AOWgw7U52oVHxmU5oiUdGY4m_abh3olIZF6Sbct19p7lefCNBf0wl1LfiS_qjrOBqs4LbRgfMUNpy6NEckK5ov5W3s4D-KYRnuJy15aaNSsBtdfjaImu55l2CUaLJNmUVATy5nij7HbOsV4RaCmXjSXuuLnthMXzl9YuleO2vi4kkgzeJp7AQoU-CRSZyYv4VBZ7YO9EtsjcOCAy-247Hr7TvfHwrO5XW2EKk-QWclCUo3mf_xumN-Aos54WN1x3mJsAtBOMr9_zFMniC4fUKSuUmhiUPi4Xxk3ROJqiv4bljhFfIUXOOH-qbtzz55cOermw4n2Webux6oezm8ZD4g"#
    static let rs256NamingNobody =
        #"eyJ0eXAiOiAiSldUIiwgImFsZyI6ICJSUzI1NiIsICJraWQiOiAibm9ib2R5In0.eyJpc3MiOiJ4eHgiLCJzdWIiOiJhbGljZSIsIm5iZiI6MTAwMCwiZXhwIjozMDAwfQ.nEpRmiZ7TczrMXgs9EFMBrBf7x2U_Q2JHKs79GLeTLUWEnrXu3ip6IEfzxSaXmGPHMFB3G_ekPf5P3KltLPHQ-QeBrqe5vx48euwOqg8RJ8FNYRufmjVRulgT8ZWJPZb0dFihJ7j-m15Go84LYUpav0JL07EK4tXsTOZykhP1Zb5Xq4GdxpO91IIWkcGvtOnCraqGV9NMXyR_uVspRVtFRQE_8WeKyXdhq_uoTQ6fSoKAcyHhXgWFbBvzYMOB8wp1fWMMvT62tsLzGhCNnJwHnGR20T7G4dSZBDzvl1AEAu8rrB5_iy2Nbou7RRVoZ-8vDt_yDS0x0UvZoL3K3rMmg"#
    static let rs256Critical =
        #"eyJ0eXAiOiAiSldUIiwgImFsZyI6ICJSUzI1NiIsICJjcml0IjogWyJ1cm46bmV3Il19.eyJpc3MiOiJ4eHgiLCJzdWIiOiJhbGljZSIsIm5iZiI6MTAwMCwiZXhwIjozMDAwfQ.NYYmXNMxpBIEs3WaMtP0NK2NiS8M9faQI4_HI713KKeRQMGiEimHIAHI0_uAuoHv1uR7ryMM9WaXF_I7XRq44z_akWcfPOA_V9kyJucj1r7RojR4mUUF2-Trul1-OH8kQEKMqEbGUQaKwaTA9vunvSe0XPR1RO7olZPCmGTJy1Uqv-YD78Lg7UQLQjcoDdtM3Y01JZpiucDmfK9ZSte1j-xOAjjs4MwCyH5t8ilQhUXkM6axRjT-iszwiPjEY8jKwky21sO1NxTRsDMpIcFVfvhxXiZvDLQSxJZoHkcSxoY4g3hFD7Ng1_a2oXsD9eZbvzR5yVwl1e-iG8UzwzLaBg"#
    static let rs256CriticalKnown =
        #"eyJ0eXAiOiAiSldUIiwgImFsZyI6ICJSUzI1NiIsICJjcml0IjogWyJhbGciXX0.eyJpc3MiOiJ4eHgiLCJzdWIiOiJhbGljZSIsIm5iZiI6MTAwMCwiZXhwIjozMDAwfQ.MSCEO4czw6TzF_o3GtgZGaR-Rcq11u1yPke-cFug5A2g5XjOTZA978J8zkrRul2IDolzSctqUvQ94nejrBF5R4b-GjwSqJE5FQXQicb4H2KKvpf5hPRrvnwFdl0mm7W8K_IV2W3K3CEas2hTywfqwWQR4sMAEh2TvWjwkPg8Jy2ef7c1FAAj0Bc7C6VfPXlOGF550NwbWVklvTdl8Pe_DoXFAdUgFh432ZfbDJXgX3vO82IC9Vv6dWzMOduuPeQrtiVYNT4AHwAKoLDdjv5Ep8GtsLl1Z_KGAu8ixdt0G1QEcNoV483AZQ2dXG7mJGtRlyHOlWYuJqYocdRftHNsIg"#
    /// The payload is the token `rs256`.
    static let nested =
        #"eyJ0eXAiOiAiSldUIiwgImFsZyI6ICJSUzI1NiIsICJjdHkiOiAiSldUIn0.ZXlKMGVYQWlPaUFpU2xkVUlpd2dJbUZzWnlJNklDSlNVekkxTmlKOS5leUpwYzNNaU9pSjRlSGdpTENKemRXSWlPaUpoYkdsalpTSXNJbTVpWmlJNk1UQXdNQ3dpWlhod0lqb3pNREF3ZlEuTmFjNkVyRTk2WEtLV2xRTTRJTnVfWUZvX2k1dnpBeVYzWVFXeEIzbmEyUjdKTkp0WG5yUl9UUXdxcTBCUGVKMVlfMUNNX3hRWXA3R21nbDhfZmZjWVg3cC1RVkV2c3BTaG1KRmxSMlNETFZlMFl2MU9NS01NdjNOWktORnF0SWI4TG5KQ1JxUnJPVDRkdFBjb005QmYzTERaWmV4QmlaNGQ2RXhDOGdYaE1QVjZUQWhDWk0zdzFpdnMyZzE3TGZsemJOckloUUd4UlBTc3ZtdzJrdnhmTnZLZnpPTVlhMWV4ak9PU1NyU3JvU3NlOWFRb1FyZi1qX1AzSDMzVWs4T1Y2clVXRlpieEg2ejVpU2h5aFktcnBxeGswdkJSNjdzY3JIem5hNHVHRFFzSXh4WkJoQjM5SFBlcGF3WlhaUS1IaEF5WTZaWEJVNG5mOTNKZDhoV1Bn.hchvf51Xbh-T8BkoMmf6TS7HLow4C2GwrlKdbFuvkN-5Q2OE9N4TEfc-A-b99glvdnJdeJW0Cr1IS_qmXdp4SNfv-XhxhiIu_aw2WX8fA9U70W672xk6Yy96kRTOlTlO0DBKGa2YmtcXplPFUKy3n5szRzNiRPuFhMFV9DJqPjj3epjf3-pY3qF0dcF1G3F7Sa5_wBqU0Y7tkwDiVOEpuAwG3VVpIhS65o735W3jvEuX3AukKZGNz6a7R_PthyCvY5qnQQKPASSifPCb6Ay-M-TCQOenaAeWItmzCMzXQN9rCAKrzIfpPDgYwQYpX2FHK5jLyzrQsZrcDGAyPtnKIw"#
    static let nestedQuoted =
        #"eyJ0eXAiOiAiSldUIiwgImFsZyI6ICJSUzI1NiIsICJjdHkiOiAiand0In0.ImV5SjBlWEFpT2lBaVNsZFVJaXdnSW1Gc1p5STZJQ0pTVXpJMU5pSjkuZXlKcGMzTWlPaUo0ZUhnaUxDSnpkV0lpT2lKaGJHbGpaU0lzSW01aVppSTZNVEF3TUN3aVpYaHdJam96TURBd2ZRLk5hYzZFckU5NlhLS1dsUU00SU51X1lGb19pNXZ6QXlWM1lRV3hCM25hMlI3Sk5KdFhuclJfVFF3cXEwQlBlSjFZXzFDTV94UVlwN0dtZ2w4X2ZmY1lYN3AtUVZFdnNwU2htSkZsUjJTRExWZTBZdjFPTUtNTXYzTlpLTkZxdEliOExuSkNScVJyT1Q0ZHRQY29NOUJmM0xEWlpleEJpWjRkNkV4QzhnWGhNUFY2VEFoQ1pNM3cxaXZzMmcxN0xmbHpiTnJJaFFHeFJQU3N2bXcya3Z4Zk52S2Z6T01ZYTFleGpPT1NTclNyb1NzZTlhUW9RcmYtal9QM0gzM1VrOE9WNnJVV0ZaYnhINno1aVNoeWhZLXJwcXhrMHZCUjY3c2NySHpuYTR1R0RRc0l4eFpCaEIzOUhQZXBhd1pYWlEtSGhBeVk2WlhCVTRuZjkzSmQ4aFdQZyI.L9HvpkKsWG0Jlq2JMr34r3Gi8hB8l2lekeGECJRGnMtBKzQ_dRdJdDPhbRjNNsWSUwWe3DLqiqzQzSHvwg1Mo0JKvsRR_wBZFUqV7NuuuV5_l5dJp17bkiSiOzEL7_bQ2qAgSueMuLTAd0OFsNRVNwCIGAx7RRe9ZxWZtyxG9BGkpc0EZJLQCau75iHnxkGSZuOEpCDomWnB1T4t3W7GJCThHlbMPzAP3flbUeMTx-Am-0OUUXI-8FfrD7KPEUzGwcPFb71sKjXo_1UfbpSTZDyZmNiMm_AS6Zcm6CvIkgyk9La54X9MH-lO53PT2nsmnG3E_4B1PO6cSXtgEH4nHw"#
}
