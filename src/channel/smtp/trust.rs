//! Whom we believe to be the mail server, and how a doubt is put into words.
//!
//! Gives a TLS configuration that always checks certificates; never one that does not.

use crate::channel::Unreachable;
use chrono::DateTime;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, UnixTime};
use rustls::{CertificateError, ClientConfig, RootCertStore};
use std::sync::Arc;

/// Trust in `machine`'s authorities and in those of `further` (PEM).
pub(super) fn establish(
    machine: Vec<CertificateDer<'static>>,
    further: Option<&[u8]>,
) -> Result<Arc<ClientConfig>, Unreachable> {
    let mut roots = RootCertStore::empty();
    // Some machines carry certificates nobody can read; the others still count.
    roots.add_parsable_certificates(machine);
    if let Some(pem) = further {
        add(&mut roots, pem).map_err(|reason| Unreachable {
            what: format!("the file of further trusted authorities cannot be used: {reason}"),
            hint: "it must be a text file (PEM) with one or more blocks that begin with \
                   `-----BEGIN CERTIFICATE-----`"
                .to_owned(),
            passing: false,
        })?;
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("the provider knows the default protocol versions")
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(Arc::new(config))
}

fn add(roots: &mut RootCertStore, pem: &[u8]) -> Result<(), String> {
    let mut count = 0;
    for certificate in CertificateDer::pem_slice_iter(pem) {
        let certificate = certificate.map_err(|error| error.to_string())?;
        roots.add(certificate).map_err(|error| error.to_string())?;
        count += 1;
    }
    match count {
        0 => Err("there is no certificate in it".to_owned()),
        _ => Ok(()),
    }
}

/// What is wrong with the encryption to `host`, and what to do about it.
pub(super) fn explain(error: &rustls::Error, host: &str) -> (String, String) {
    let renew = "ask the mail team to renew it, and check this machine's clock";
    let authority = "if it is your organisation's own authority, or you made the certificate \
                     yourselves, name the file with it (PEM) under `smtp` in the settings: \
                     `authorities: FILE`";
    let words = |what: &str, hint: &str| (format!("the certificate of {host} {what}"), hint.into());
    let rustls::Error::InvalidCertificate(certificate) = error else {
        return (
            format!("the encryption with {host} could not be set up ({error})"),
            "check that port and security fit together: 587 with `security: starttls`, 465 with `security: tls`"
                .to_owned(),
        );
    };
    match certificate {
        CertificateError::Expired => words("has expired", renew),
        CertificateError::ExpiredContext { not_after, .. } => {
            words(&format!("expired on {}", day(*not_after)), renew)
        }
        CertificateError::NotValidYet => words("is not valid yet", renew),
        CertificateError::NotValidYetContext { not_before, .. } => {
            words(&format!("is not valid before {}", day(*not_before)), renew)
        }
        CertificateError::UnknownIssuer | CertificateError::BadSignature => words(
            "is signed by an authority that this machine does not trust",
            authority,
        ),
        CertificateError::NotValidForName => words(
            "is for another name",
            "set the host to the name the certificate is for",
        ),
        CertificateError::NotValidForNameContext { presented, .. } => words(
            &format!("is not for this name but for {}", names(presented)),
            "set the host to the name the certificate is for",
        ),
        CertificateError::Revoked => words("was withdrawn by its authority", renew),
        CertificateError::Other(fault) if fault.to_string().contains("CaUsedAsEndEntity") => words(
            "is marked as an authority's, not as a server's",
            "ask the mail team for a certificate made for a server, or make it so yourselves \
                 (`openssl req -x509 … -addext basicConstraints=critical,CA:FALSE`), and name its file, \
                 or that of its authority, under `smtp` in the settings: `authorities: FILE`",
        ),
        CertificateError::Other(_) => words("breaks the rules for certificates", renew),
        other => words(&format!("cannot be accepted ({other})"), authority),
    }
}

fn day(time: UnixTime) -> String {
    i64::try_from(time.as_secs())
        .ok()
        .and_then(|seconds| DateTime::from_timestamp(seconds, 0))
        .map_or_else(String::new, |moment| moment.format("%-d %B %Y").to_string())
}

/// `DnsName("mail.example.org")` is how the library presents a name.
fn names(presented: &[String]) -> String {
    let bare = |name: &String| {
        let inner = name
            .split_once('"')
            .and_then(|(_, rest)| rest.rsplit_once('"'));
        inner.map_or_else(|| name.clone(), |(inner, _)| inner.to_owned())
    };
    match presented {
        [] => "none at all".to_owned(),
        some => some.iter().map(bare).collect::<Vec<_>>().join(", "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_without_a_certificate_is_said_so() {
        for pem in [
            "",
            "hello",
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        ] {
            let error = establish(Vec::new(), Some(pem.as_bytes())).unwrap_err();
            assert!(error.hint.contains("BEGIN CERTIFICATE"), "{pem}");
            assert!(!error.passing);
        }
    }

    #[test]
    fn a_name_is_shown_without_the_librarys_wrapping() {
        let presented = [
            "DnsName(\"a.example.org\")".to_owned(),
            "10.0.0.1".to_owned(),
        ];
        assert_eq!(names(&presented), "a.example.org, 10.0.0.1");
    }
}
