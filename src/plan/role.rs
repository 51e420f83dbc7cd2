//! Roles: the three ways of speaking to people, and machines.

use serde::{Deserialize, Serialize};

/// Who is being told; decides tone, length and what is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Benefit, money, risk, the decision asked.
    Executives,
    /// What stops in their department, contingency, team actions, a direct line.
    DepartmentHeads,
    /// What, when, what to do.
    EndUsers,
    /// A mailbox that a machine reads: the bare facts.
    Machine,
}

impl Role {
    /// All of them.
    pub const ALL: [Role; 4] = [
        Self::Executives,
        Self::DepartmentHeads,
        Self::EndUsers,
        Self::Machine,
    ];

    /// Whether its notices say what to do.
    pub fn reads_steps(self) -> bool {
        matches!(self, Self::DepartmentHeads | Self::EndUsers)
    }

    /// The folder of its templates and its name in plans.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Executives => "executives",
            Self::DepartmentHeads => "department-heads",
            Self::EndUsers => "end-users",
            Self::Machine => "machine",
        }
    }

    /// The role of a slug.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.slug() == slug)
    }

    /// Its name for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Executives => "Executives",
            Self::DepartmentHeads => "Department heads",
            Self::EndUsers => "End users",
            Self::Machine => "Machines",
        }
    }
}
