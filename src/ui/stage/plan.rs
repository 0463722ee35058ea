//! How a box of any size is shared out: forward ribbon, plates and their numbers, backward ribbon, heat map. No browser in it.

/// A stretch of the box's height, in CSS pixels from its top.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Band {
    pub top: f64,
    pub height: f64,
}

impl Band {
    pub fn centre(self) -> f64 {
        self.top + self.height / 2.0
    }

    pub fn bottom(self) -> f64 {
        self.top + self.height
    }
}

/// Where the parts of the network lie in their box, in CSS pixels from its top left.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plan {
    pub width: f64,
    pub height: f64,
    /// How much at the left is the forward ribbon's alone.
    pub lead: f64,
    /// As high as the ribbon can get.
    pub forward: Band,
    /// Over the plates: where arcs go.
    pub arcs: Band,
    pub plates: Band,
    /// Where the middle of the plates' numbers is; none where there is no room for them.
    pub numbers: Option<f64>,
    pub backward: Band,
    /// None where there is no room for it, or it was not asked for.
    pub heat_map: Option<Band>,
    /// Where the first column begins and the last one, the head's, ends.
    pub axis: (f64, f64),
    /// The widest a plate may be, as long as its column has room.
    pub plate_width: f64,
    /// By how much lengths and type are larger than at 808 x 420, at least 1.
    pub scale: f64,
}

/// Heights of the parts, and of the gaps between them: over the plates, under them, over the heat map.
#[derive(Clone, Copy)]
struct Heights {
    ribbon: f64,
    arcs: f64,
    plates: f64,
    numbers: f64,
    gap: f64,
    heat_map: f64,
}

/// What is given up first, from all to least: the heat map's height, the ribbons', the plates', the heat map, the numbers.
const STAGES: [Heights; 8] = [
    Heights { ribbon: 74.0, arcs: 22.0, plates: 98.0, numbers: 24.0, gap: 20.0, heat_map: 54.0 },
    Heights { ribbon: 74.0, arcs: 22.0, plates: 98.0, numbers: 24.0, gap: 18.0, heat_map: 24.0 },
    Heights { ribbon: 56.0, arcs: 20.0, plates: 98.0, numbers: 24.0, gap: 16.0, heat_map: 24.0 },
    Heights { ribbon: 56.0, arcs: 18.0, plates: 76.0, numbers: 24.0, gap: 14.0, heat_map: 24.0 },
    Heights { ribbon: 46.0, arcs: 16.0, plates: 54.0, numbers: 22.0, gap: 12.0, heat_map: 24.0 },
    Heights { ribbon: 40.0, arcs: 13.0, plates: 52.0, numbers: 20.0, gap: 8.0, heat_map: 24.0 },
    Heights { ribbon: 40.0, arcs: 13.0, plates: 52.0, numbers: 20.0, gap: 0.0, heat_map: 0.0 },
    Heights { ribbon: 40.0, arcs: 13.0, plates: 52.0, numbers: 0.0, gap: 0.0, heat_map: 0.0 },
];

/// What a box of that size shows.
pub fn plan(width: f64, height: f64, heat_map: bool) -> Plan {
    let without = |stage: &Heights| if heat_map { *stage } else { Heights { gap: 0.0, heat_map: 0.0, ..*stage } };
    let stages = STAGES.map(|stage| without(&stage));
    let found = stages.iter().position(|stage| stage.total() <= height).unwrap_or(STAGES.len() - 1);
    let heights = match found.checked_sub(1).map(|before| stages[before]) {
        Some(before) => stages[found].towards(before, height),
        None => stages[found].grown(height),
    };
    heights.laid_out(width, height)
}

/// How much larger parts get than they are at 808 x 420.
const MOST: f64 = 6.0;
/// How far under the plates the middle of their numbers is.
const NUMBERS: f64 = 11.0;

/// By how much lengths and type are larger than at 808 x 420.
fn scale(width: f64, height: f64) -> f64 {
    (width / 808.0).min(height / 420.0).clamp(1.0, 1.6)
}

impl Heights {
    fn total(&self) -> f64 {
        2.0 * self.ribbon + self.arcs + self.plates + self.numbers + self.gap + self.heat_map
    }

    /// Between this stage and the one before it, which is too high; what that one shows and this one does not stays away.
    fn towards(self, before: Heights, height: f64) -> Self {
        if self.total() > height {
            return self.shrunk(height);
        }
        let way = (height - self.total()) / (before.total() - self.total()).max(1.0);
        let between = |mine: f64, theirs: f64| mine + (theirs - mine) * way;
        if (self.heat_map > 0.0) != (before.heat_map > 0.0) || (self.numbers > 0.0) != (before.numbers > 0.0) {
            // Half of what is left goes to the plates, the rest to the gaps.
            let rest = height - self.total();
            return Self { plates: self.plates + rest * 0.5, arcs: self.arcs + rest * 0.2, ..self };
        }
        Self {
            ribbon: between(self.ribbon, before.ribbon),
            arcs: between(self.arcs, before.arcs),
            plates: between(self.plates, before.plates),
            numbers: between(self.numbers, before.numbers),
            gap: between(self.gap, before.gap),
            heat_map: between(self.heat_map, before.heat_map),
        }
    }

    /// The gaps larger as type is, all parts larger by one share of what is left.
    fn grown(self, height: f64) -> Self {
        let scale = scale(f64::INFINITY, height);
        let gaps = self.arcs + self.numbers + self.gap;
        let share = ((height - scale * gaps) / (self.total() - gaps)).clamp(1.0, MOST);
        Self {
            ribbon: self.ribbon * share,
            arcs: self.arcs * scale,
            plates: self.plates * share,
            numbers: self.numbers * scale,
            gap: self.gap * scale,
            heat_map: self.heat_map * share,
        }
    }

    fn shrunk(self, height: f64) -> Self {
        let share = (height / self.total()).clamp(0.1, 1.0);
        Self { ribbon: self.ribbon * share, arcs: self.arcs * share, plates: self.plates * share, ..self }
    }

    fn laid_out(self, width: f64, height: f64) -> Plan {
        let mut top = 0.0;
        let mut next = |height: f64| {
            let band = Band { top, height };
            top += height;
            band
        };
        let forward = next(self.ribbon);
        let arcs = next(self.arcs);
        let plates = next(self.plates);
        let numbers = next(self.numbers);
        let backward = next(self.ribbon);
        next(self.gap);
        let heat_map = next(self.heat_map);
        // A narrow box begins its columns nearly at its edge.
        let margin = (width * 0.02).clamp(6.0, 16.0);
        let right = (width * 0.03).clamp(6.0, 24.0);
        let scale = scale(width, height);
        Plan {
            width,
            height,
            lead: 0.0,
            forward,
            arcs,
            plates,
            numbers: (self.numbers > 0.0).then_some(numbers.top + NUMBERS * scale),
            backward,
            heat_map: (self.heat_map > 0.0).then_some(heat_map),
            axis: (margin, (width - right).max(margin + 1.0)),
            plate_width: 62.0 * (self.plates / 98.0).max(1.0),
            scale,
        }
    }
}

impl Plan {
    /// Where all parts but the forward ribbon begin.
    pub fn left(&self) -> f64 {
        self.lead
    }

    /// The same, `lead` pixels further right: the forward ribbon begins at the data there.
    pub fn after(self, lead: f64) -> Self {
        let (from, to) = self.axis;
        Self { width: self.width + lead, axis: (from + lead, to + lead), lead, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_given_up_where_there_is_room() {
        let plan = plan(808.0, 366.0, true);
        assert_eq!((plan.forward.height, plan.plates.height, plan.backward.height), (74.0, 98.0, 74.0));
        assert_eq!(plan.heat_map.map(|band| band.height), Some(54.0));
        assert_eq!(plan.axis, (16.0, 784.0));
    }

    #[test]
    fn no_part_lies_over_another_or_beyond_the_box() {
        for heat_map in [true, false] {
            for height in 145..700 {
                let plan = plan(460.0, f64::from(height), heat_map);
                let mut end = 0.0;
                for band in [Some(plan.forward), Some(plan.arcs), Some(plan.plates), Some(plan.backward), plan.heat_map]
                {
                    let Some(band) = band else { continue };
                    assert!(band.top >= end - 1e-9 && band.height > 0.0, "{height}: {plan:?}");
                    end = band.bottom();
                }
                assert!(end <= f64::from(height) + 1e-9, "{height}: {plan:?}");
            }
        }
    }

    #[test]
    fn a_large_box_is_filled() {
        for (width, height) in [(1128.0, 520.0), (1350.0, 640.0), (1800.0, 960.0), (2700.0, 1440.0)] {
            let plan = plan(width, height, true);
            let end = plan.heat_map.map_or(0.0, Band::bottom);
            assert!((0.98 * height..=height + 1e-9).contains(&end), "{width} x {height}: {plan:?}");
        }
    }

    #[test]
    fn the_heat_map_goes_first_then_the_ribbons_and_the_numbers_last() {
        let heat = |height: f64| plan(808.0, height, true).heat_map.map(|band| band.height);
        assert_eq!(heat(334.0), Some(24.0));
        assert_eq!(plan(808.0, 334.0, true).forward.height, 74.0);
        assert_eq!(plan(808.0, 294.0, true).forward.height, 56.0);
        let phone = plan(344.0, 200.0, true);
        assert!(phone.heat_map.is_some() && phone.numbers.is_some() && phone.forward.height >= 40.0, "{phone:?}");
        let low = plan(344.0, 170.0, true);
        assert!(low.heat_map.is_none() && low.numbers.is_some());
        assert!(plan(344.0, 150.0, true).numbers.is_none());
    }

    #[test]
    fn a_comparison_has_no_heat_map() {
        let one = plan(808.0, 220.0, false);
        assert!(one.heat_map.is_none() && one.forward.height >= 46.0 && one.plates.height >= 54.0, "{one:?}");
    }
}
