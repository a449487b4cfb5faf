//! First names by their codes: the register tells codes, a worker needs the name.

/// The code list of the lab's catalogue: a line `code,name,title` each.
const FIRST_NAMES: &str = include_str!("../../../fixtures/codes/first_names.csv");

/// The first name with this code.
pub(crate) fn first_name(code: u32) -> Option<&'static str> {
    let of_line = |line: &'static str| {
        let mut parts = line.splitn(3, ',');
        let found = parts.next()?.parse() == Ok(code);
        parts.nth(1).filter(|_| found)
    };
    FIRST_NAMES.lines().find_map(of_line)
}

#[cfg(test)]
mod tests {
    use super::first_name;

    #[test]
    fn names_are_found_by_their_codes() {
        assert_eq!((first_name(1), first_name(51), first_name(9001)), (Some("Aaltje"), Some("Dennis"), Some("Anas")));
        assert_eq!((first_name(0), first_name(4_000_000)), (None, None));
    }
}
