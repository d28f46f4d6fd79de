/**
 * A certificate for `localhost` that signs itself, and its key, which protects nothing. Kept here rather than made, so that no spec
 * needs `openssl`; valid for ever, and from 1970 on, so that no clock is too early for it. Made with:
 *
 *     openssl ecparam -name prime256v1 -genkey -noout | openssl pkcs8 -topk8 -nocrypt -out key.pem
 *     openssl req -new -key key.pem -subj /CN=localhost -out request.pem
 *     openssl ca -selfsign -in request.pem -keyfile key.pem -startdate 19700101000000Z -enddate 99991231235959Z -out cert.pem
 */
export const certificate = {
  cert: `-----BEGIN CERTIFICATE-----
MIIBYTCCAQegAwIBAgIBATAKBggqhkjOPQQDAjAUMRIwEAYDVQQDDAlsb2NhbGhv
c3QwIBcNNzAwMTAxMDAwMDAwWhgPOTk5OTEyMzEyMzU5NTlaMBQxEjAQBgNVBAMM
CWxvY2FsaG9zdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABEDtZNU7c+DoxM/+
a9dACkTGo1C8S0ReFQvhBAvFN3xzQVAFmkpzIDd8bpZfsnl8AY1E/vYRmej6dfcc
iIZLYTajSDBGMA8GA1UdEwEB/wQFMAMBAf8wFAYDVR0RBA0wC4IJbG9jYWxob3N0
MB0GA1UdDgQWBBRjaHsDmqdscSq6C/JIAdu/NsYmNzAKBggqhkjOPQQDAgNIADBF
AiAumNQbt8ds+vHldEHZb6i2lBEOIrzDGLcTNGNIvGSAKwIhAJyP8gVs4cl1gkZS
ihKw0ckhB5CJpn8qKNysLWQNf+Z0
-----END CERTIFICATE-----
`,
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgaspSKJI+qSMbBrt+
AQi/d5YCfso5/PkTrBYNg/LHOQyhRANCAARA7WTVO3Pg6MTP/mvXQApExqNQvEtE
XhUL4QQLxTd8c0FQBZpKcyA3fG6WX7J5fAGNRP72EZno+nX3HIiGS2E2
-----END PRIVATE KEY-----
`,
};
