//! A certificate authority of our own, for the length of a test.

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use std::sync::Arc;

/// Signs certificates of servers.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pem: String,
}

impl Authority {
    /// A fresh one nobody trusts yet.
    pub fn new() -> Self {
        Self::named("The hospital's own")
    }

    /// One that goes by this name.
    pub fn named(name: &str) -> Self {
        let key = KeyPair::generate().expect("a key can be made");
        let mut params = CertificateParams::new(Vec::new()).expect("no names are fine");
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let pem = params.self_signed(&key).expect("it signs itself").pem();
        Self {
            issuer: Issuer::new(params, key),
            pem,
        }
    }

    /// Its certificate, as one would put it into a file.
    pub fn pem(&self) -> Vec<u8> {
        self.pem.clone().into_bytes()
    }

    /// A server's identity for `name`, valid for these years.
    pub fn server(&self, name: &str, years: std::ops::Range<i32>) -> Arc<ServerConfig> {
        let key = KeyPair::generate().expect("a key can be made");
        let mut params = CertificateParams::new(vec![name.to_owned()]).expect("a sound name");
        params.not_before = date_time_ymd(years.start, 1, 1);
        params.not_after = date_time_ymd(years.end, 1, 1);
        let signed = params.signed_by(&key, &self.issuer).expect("it signs");
        served(signed.der().to_vec(), &key)
    }
}

/// A server's identity for `name` that is marked as an authority's, as the usual one-line recipe of
/// OpenSSL makes it.
pub fn authority_for(name: &str) -> Arc<ServerConfig> {
    let key = KeyPair::generate().expect("a key can be made");
    let mut params = CertificateParams::new(vec![name.to_owned()]).expect("a sound name");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let own = params.self_signed(&key).expect("it signs itself");
    served(own.der().to_vec(), &key)
}

fn served(certificate: Vec<u8>, key: &KeyPair) -> Arc<ServerConfig> {
    let chain = vec![CertificateDer::from(certificate)];
    let key = PrivateKeyDer::try_from(key.serialize_der()).expect("a sound key");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("default versions")
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .expect("key and certificate fit");
    Arc::new(config)
}
