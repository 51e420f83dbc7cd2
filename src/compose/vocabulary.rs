//! What a template may name, and whether it does: a misspelt name in a condition would silently
//! be "no", so every name is checked against what the view offers before anything is rendered.

use crate::compose::token::{Token, asked, tags, tokens};
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// The names a kind of template may use.
#[derive(Debug, Clone)]
pub struct Vocabulary {
    schema: Value,
}

/// A name that means nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unknown {
    /// Where it stands, in bytes.
    pub range: Range<usize>,
    /// The name.
    pub name: String,
    /// What was probably meant.
    pub meant: Option<String>,
}

impl Vocabulary {
    /// The names a value of type `T` offers.
    pub fn of<T: JsonSchema>() -> Self {
        let settings =
            SchemaSettings::draft2020_12().with(|settings| settings.inline_subschemas = true);
        let schema = settings.into_generator().into_root_schema_for::<T>();
        Self {
            schema: schema.to_value(),
        }
    }

    /// Every name in a template that the vocabulary does not have.
    pub fn unknown(&self, template: &str) -> Vec<Unknown> {
        let mut reader = Reader {
            root: &self.schema,
            names: BTreeMap::new(),
            found: Vec::new(),
        };
        for tag in tags(template) {
            reader.tag(&tokens(template, tag));
        }
        reader.found
    }
}

struct Reader<'a> {
    root: &'a Value,
    names: BTreeMap<String, Option<&'a Value>>,
    found: Vec<Unknown>,
}

impl<'a> Reader<'a> {
    fn tag(&mut self, tokens: &[Token<'_>]) {
        let word = |index: usize| match tokens.get(index) {
            Some(Token::Path(name, _)) => *name,
            _ => "",
        };
        if matches!(
            word(0),
            "block" | "endblock" | "include" | "extends" | "filter"
        ) {
            return;
        }
        let mut skip = 0;
        if word(0) == "for" {
            if let Some(at) = (1..tokens.len()).find(|at| word(*at) == "in") {
                let over = self
                    .node(word(at + 1))
                    .and_then(|list| property(list, "items"));
                for token in &tokens[1..at] {
                    if let Token::Path(name, _) = token {
                        let several = at > 2;
                        self.names
                            .insert((*name).to_owned(), if several { None } else { over });
                    }
                }
                skip = at;
            }
        } else if matches!(word(0), "set" | "set_global") {
            self.names.insert(word(1).to_owned(), None);
            skip = 2;
        }
        for (path, range) in asked(tokens, skip) {
            self.check(path, range);
        }
        for at in skip..tokens.len() {
            self.check_word(&tokens[at..]);
        }
    }

    /// `"word" in list` and `"word" not in list`, where the list holds none but known words.
    fn check_word(&mut self, tokens: &[Token<'_>]) {
        let [Token::Text(word, range), rest @ ..] = tokens else {
            return;
        };
        let rest = match rest {
            [Token::Path("not", _), rest @ ..] => rest,
            rest => rest,
        };
        let [Token::Path("in", _), Token::Path(list, _), ..] = rest else {
            return;
        };
        let words = self.node(list).and_then(|list| property(list, "items"));
        let words = words.and_then(|items| items.get("enum")?.as_array());
        let words: Option<Vec<String>> = words.map(|words| {
            let words = words.iter().filter_map(Value::as_str);
            words.map(str::to_owned).collect()
        });
        if let Some(words) = words.filter(|words| !words.iter().any(|known| known == word)) {
            self.miss(word, range.start, &words);
        }
    }

    fn check(&mut self, path: &str, range: &Range<usize>) {
        let mut parts = path.split('.');
        let first = parts.next().unwrap_or_default();
        if first == "loop" {
            return;
        }
        let mut at = range.start;
        let mut node = match self.names.get(first) {
            Some(Some(node)) => *node,
            Some(None) => return,
            None => match child(self.root, first) {
                Some(node) => node,
                None => {
                    let mut offered = names(self.root);
                    offered.extend(self.names.keys().cloned());
                    self.miss(first, at, &offered);
                    return;
                }
            },
        };
        at += first.len() + 1;
        for part in parts {
            match child(node, part) {
                Some(next) => node = next,
                None => {
                    self.miss(part, at, &names(node));
                    return;
                }
            }
            at += part.len() + 1;
        }
    }

    fn miss(&mut self, name: &str, at: usize, offered: &[String]) {
        let meant = offered
            .iter()
            .map(|other| (strsim::damerau_levenshtein(name, other), other))
            .filter(|(distance, _)| *distance <= 1 + name.len() / 4)
            .min();
        self.found.push(Unknown {
            range: at..at + name.len(),
            name: name.to_owned(),
            meant: meant.map(|(_, other)| other.clone()),
        });
    }

    fn node(&self, path: &str) -> Option<&'a Value> {
        let mut parts = path.split('.');
        let first = parts.next()?;
        let start = match self.names.get(first) {
            Some(known) => (*known)?,
            None => child(self.root, first)?,
        };
        parts.try_fold(start, |node, part| child(node, part))
    }
}

/// A keyword of a schema, looked for behind the "or nothing" of an optional value too.
fn property<'a>(schema: &'a Value, keyword: &str) -> Option<&'a Value> {
    schema.get(keyword).or_else(|| {
        schema
            .get("anyOf")?
            .as_array()?
            .iter()
            .find_map(|choice| choice.get(keyword))
    })
}

fn child<'a>(schema: &'a Value, name: &str) -> Option<&'a Value> {
    property(schema, "properties")?.get(name)
}

fn names(schema: &Value) -> Vec<String> {
    property(schema, "properties")
        .and_then(Value::as_object)
        .map(|all| all.keys().cloned().collect())
        .unwrap_or_default()
}

/// Every name that a template says or asks for, but for those that it gives itself in a list; nothing
/// when it gives names in another way.
pub(super) fn mentioned(template: &str) -> Option<BTreeSet<String>> {
    let (mut given, mut found) = (BTreeSet::from(["loop"]), BTreeSet::new());
    for tag in tags(template) {
        let tokens = tokens(template, tag);
        let word = |at: usize| match tokens.get(at) {
            Some(Token::Path(name, _)) => *name,
            _ => "",
        };
        match word(0) {
            "for" => {
                let names = (1..tokens.len()).map(word).take_while(|name| *name != "in");
                given.extend(names.filter(|name| !name.is_empty()));
            }
            "set" | "set_global" | "block" | "extends" | "filter" | "raw" | "include" => {
                return None;
            }
            _ => {}
        }
        let own = |path: &str| {
            path.split('.')
                .next()
                .is_some_and(|name| given.contains(name))
        };
        let names = asked(&tokens, 0).filter(|(path, _)| !own(path));
        found.extend(names.map(|(path, _)| path.to_owned()));
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compose::view::View;

    fn misses(template: &str) -> Vec<(String, Option<String>)> {
        Vocabulary::of::<View>()
            .unknown(template)
            .into_iter()
            .map(|miss| (miss.name, miss.meant))
            .collect()
    }

    #[test]
    fn a_misspelt_name_in_a_condition_is_found() {
        assert_eq!(
            misses("{% if provisionl %}x{% endif %}"),
            [("provisionl".to_owned(), Some("provisional".to_owned()))]
        );
        assert_eq!(
            misses("{{ when.start.lnog }}"),
            [("lnog".to_owned(), Some("long".to_owned()))]
        );
        assert_eq!(
            misses("{% for s in services %}{{ s.wrokaround }}{% endfor %}"),
            [("wrokaround".to_owned(), Some("workaround".to_owned()))]
        );
        assert_eq!(misses("{{ decision.nothing_like_it }}").len(), 1);
    }

    #[test]
    fn a_misspelt_name_of_what_there_is_room_for_is_found() {
        for template in [
            "{% if \"late-notise\" in room %}x{% endif %}",
            "{% if why and 'late-notise' not in room %}x{% endif %}",
            "{{ \"late-notise\" in room }}",
        ] {
            let meant = Some("late-notice".to_owned());
            assert_eq!(
                misses(template),
                [("late-notise".to_owned(), meant)],
                "{template}"
            );
            let miss = &Vocabulary::of::<View>().unknown(template)[0];
            assert_eq!(&template[miss.range.clone()], "late-notise");
        }
        assert_eq!(
            misses("{% if \"late-notice\" not in room %}x{% endif %}"),
            []
        );
        assert_eq!(misses("{% if \"anything\" in why %}x{% endif %}"), []);
    }

    #[test]
    fn what_the_view_offers_is_known() {
        for template in [
            "{{ when.start.long }} {{ contact.person.phone }} {{ event.old_end.short }}",
            "{% for a in actions.before %}{% if a.by %}{{ a.by.short }}{% endif %}{{ loop.index }}{% endfor %}",
            "{% set x = 1 %}{{ x }}{# anything.goes #}",
            "{% if services | length > 1 and not provisional %}{{ what.names | replace(from=\"a\", to=\"b\") }}{% endif %}",
            "{% if what.impact == \"off\" %}{% include \"en/_parts/when.txt\" %}{% endif %}",
            "{% if next is defined %}{{ title ~ \" x\" }}{% endif %}",
        ] {
            assert_eq!(misses(template), [], "{template}");
        }
    }

    #[test]
    fn the_place_is_the_name_itself() {
        let template = "a {{ when.strat.long }}";
        let miss = &Vocabulary::of::<View>().unknown(template)[0];
        assert_eq!(&template[miss.range.clone()], "strat");
    }
}
