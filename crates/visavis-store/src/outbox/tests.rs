//! The pauses between attempts.

use super::*;

#[test]
fn pauses_grow_and_end() {
    let pauses: Vec<_> = (1..).map_while(|attempts| pause(attempts, 0)).collect();
    assert_eq!(pauses.len(), PAUSES.len());
    assert!(pauses.is_sorted());
    assert_eq!(pause(0, 0), None);
}

#[test]
fn those_that_failed_together_come_back_apart() {
    let (one, two) = (pause(3, 1), pause(3, 2));
    assert_ne!(one, two);
    assert!(one >= pause(3, 0) && one < Some(SignedDuration::from_secs(75)));
}
