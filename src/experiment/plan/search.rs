//! The search for the first place at which all promises are kept, when they are kept the more easily the further one goes.

/// Whether all promises are kept at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kept {
    /// Some is broken.
    No,
    /// As many runs as were allowed do not tell.
    Unsure,
    /// All are kept.
    Yes,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The first place at which all promises are kept, if there is one.
    pub place: Option<usize>,
    /// Places that were looked at, with what was seen, in their order.
    pub looked_at: Vec<(usize, Kept)>,
    /// A place before the answer at which they are kept, or one behind it at which they are not: then more is not always better. Where
    /// no place was found, the first one, if they are kept there.
    pub against: Option<usize>,
}

/// Looks for the first of so many places at which all promises are kept: by bisection, from a first guess on. Then one place on either
/// side of the answer is looked at, halfway to the end, to see that more is better; where a place before the answer turns out to keep
/// them, the search goes on before it.
///
/// # Errors
/// When a place cannot be looked at.
pub fn search<E>(
    count: usize,
    first: Option<usize>,
    mut look: impl FnMut(usize) -> Result<Kept, E>,
) -> Result<Found, E> {
    let mut looked_at: Vec<(usize, Kept)> = Vec::new();
    let mut at = |place: usize, looked_at: &mut Vec<(usize, Kept)>| match looked_at
        .binary_search_by_key(&place, |(place, _)| *place)
    {
        Ok(known) => Ok(looked_at[known].1),
        Err(room) => {
            let kept = look(place)?;
            looked_at.insert(room, (place, kept));
            Ok(kept)
        }
    };
    // Promises are broken below `low` and kept from `high` on, as far as is known.
    let (mut low, mut high) = (0, count);
    let mut guess = first.filter(|place| *place < count);
    let mut against = None;
    loop {
        while low < high {
            let place = guess.take().unwrap_or(low + (high - low) / 2);
            match at(place, &mut looked_at)? {
                Kept::Yes => high = place,
                Kept::No | Kept::Unsure => low = place + 1,
            }
        }
        let is_inside = 0 < high && high < count;
        let Some(before) = Some(high / 2).filter(|_| is_inside && against.is_none()) else { break };
        if at(before, &mut looked_at)? != Kept::Yes {
            break;
        }
        against = Some(before);
        (low, high) = (0, before);
    }
    if high == count && 0 < count && at(0, &mut looked_at)? == Kept::Yes {
        // The more, the worse.
        against = Some(0);
    }
    if high + 2 < count {
        let behind = high + (count - high) / 2;
        if at(behind, &mut looked_at)? != Kept::Yes {
            against = Some(behind);
        }
    }
    Ok(Found { place: (high < count).then_some(high), looked_at, against })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(count: usize, first: Option<usize>, keeps: impl Fn(usize) -> bool) -> Found {
        let look = |place: usize| Ok::<Kept, ()>(if keeps(place) { Kept::Yes } else { Kept::No });
        search(count, first, look).expect("every place can be looked at")
    }

    #[test]
    fn the_first_place_is_found_wherever_it_is() {
        for count in 1..40 {
            for answer in 0..=count {
                for first in [None, Some(0), Some(count / 3), Some(count)] {
                    let found = found(count, first, |place| answer <= place);
                    assert_eq!(found.place, (answer < count).then_some(answer), "{count} {answer} {first:?}");
                    assert_eq!(found.against, None);
                    let seen = |place| found.looked_at.iter().any(|(known, _)| *known == place);
                    // Both the answer and the place before it have been looked at.
                    assert!(answer == count || seen(answer));
                    assert!(answer == 0 || seen(answer - 1), "{count} {answer} {found:?}");
                }
            }
        }
    }

    #[test]
    fn few_places_are_looked_at() {
        for answer in 0..=101 {
            assert!(found(101, None, |place| answer <= place).looked_at.len() <= 10);
        }
    }

    #[test]
    fn it_is_told_where_more_is_not_better() {
        // Kept from 20 on, and also from 8 to 11, which the place halfway tells.
        let found_before = found(101, None, |place| 20 <= place || (8..=11).contains(&place));
        assert_eq!((found_before.place, found_before.against), (Some(8), Some(10)));
        // Kept only where the search begins: the question was put the wrong way round.
        let found_reversed = found(101, None, |place| place < 4);
        assert_eq!((found_reversed.place, found_reversed.against), (None, Some(0)));
        let found_behind = found(101, None, |place| (20..=55).contains(&place));
        assert_eq!((found_behind.place, found_behind.against), (Some(20), Some(60)));
        assert_eq!(
            found(3, None, |_| false),
            Found {
                place: None,
                looked_at: vec![(0, Kept::No), (1, Kept::No), (2, Kept::No)],
                against: None
            }
        );
    }
}
