//! Draws that follow from seed, rule and number alone, on every machine and in every version.

/// What the state of SplitMix64 grows by: 2^64 divided by the golden ratio.
const GAMMA: u64 = 0x9E37_79B9_7F4A_7C15;

/// The draws of one opportunity: the n-th of a rule.
#[derive(Debug)]
pub(super) struct Draws(u64);

impl Draws {
    /// `rule` counts from 0, `number` counts the opportunities of this rule from 0.
    pub(super) fn new(seed: u64, rule: usize, number: u64) -> Self {
        let rule = mix(mix(seed).wrapping_add(rule as u64));
        Self(mix(rule.wrapping_add(number)))
    }

    /// A whole number, all equally likely.
    pub(super) fn whole(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(GAMMA);
        mix(self.0)
    }

    /// A number from 0 to below 1.
    pub(super) fn unit(&mut self) -> f64 {
        unit(self.whole())
    }
}

/// A number from 0 to below 1, with the 53 bits that a double holds exactly.
pub(super) fn unit(whole: u64) -> f64 {
    (whole >> 11) as f64 / (1_u64 << 53) as f64
}

/// The output function of SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number
/// generators", 2014).
fn mix(state: u64) -> u64 {
    let mut value = state.wrapping_add(GAMMA);
    value = (value ^ (value >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    value = (value ^ (value >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    value ^ (value >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mixer_is_splitmix64() {
        // The first output of the reference implementation for the state 0.
        assert_eq!(mix(0), 0xE220_A839_7B1D_CDAF);
    }

    #[test]
    fn draws_depend_on_seed_rule_and_number() {
        let draw = |seed, rule, number| Draws::new(seed, rule, number).whole();
        assert_eq!(draw(7, 1, 3), draw(7, 1, 3));
        let others = [draw(8, 1, 3), draw(7, 2, 3), draw(7, 1, 4), draw(7, 3, 1)];
        assert!(others.iter().all(|other| *other != draw(7, 1, 3)));
    }

    #[test]
    fn draws_are_spread_evenly() {
        let units = (0..10_000).map(|number| Draws::new(1, 0, number).unit());
        let below = units.filter(|unit| *unit < 0.1).count();
        assert!((900..1_100).contains(&below), "{below}");
    }
}
