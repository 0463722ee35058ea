//! The line along which a grid of values crosses a level, by marching squares. No browser in it.

/// A piece of the line, in grid units: columns to the right, rows down.
pub type Piece = ((f64, f64), (f64, f64));

/// Where a `side` x `side` grid, row by row, crosses `level`.
pub fn contour(values: &[f32], side: usize, level: f32) -> Vec<Piece> {
    let mut pieces = Vec::new();
    if side < 2 || values.len() < side * side {
        return pieces;
    }
    for row in 0..side - 1 {
        for column in 0..side - 1 {
            cell(values, side, (column, row), level, &mut pieces);
        }
    }
    pieces
}

fn cell(values: &[f32], side: usize, (column, row): (usize, usize), level: f32, pieces: &mut Vec<Piece>) {
    // Round the cell, from the top left.
    let corners = [(column, row), (column + 1, row), (column + 1, row + 1), (column, row + 1)];
    let value = |(column, row): (usize, usize)| values[row * side + column];
    let mut crossings = Vec::with_capacity(4);
    for edge in 0..4 {
        let (from, to) = (corners[edge], corners[(edge + 1) % 4]);
        let (low, high) = (value(from), value(to));
        if (low < level) != (high < level) {
            let way = f64::from((level - low) / (high - low));
            let between = |from: usize, to: usize| from as f64 + (to as f64 - from as f64) * way;
            crossings.push((between(from.0, to.0), between(from.1, to.1)));
        }
    }
    // Two crossings are one piece; four, at a saddle, are two.
    for pair in crossings.chunks_exact(2) {
        pieces.push((pair[0], pair[1]));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_straight_boundary_is_a_straight_line() {
        let values: Vec<f32> = (0..16).map(|index| (index % 4) as f32 / 3.0).collect();
        let pieces = contour(&values, 4, 0.5);
        assert_eq!(pieces.len(), 3);
        assert!(pieces.iter().all(|((x0, _), (x1, _))| (x0 - 1.5).abs() < 1e-6 && (x1 - 1.5).abs() < 1e-6));
    }

    #[test]
    fn a_grid_on_one_side_has_none() {
        assert!(contour(&[0.9; 9], 3, 0.5).is_empty());
        assert!(contour(&[f32::NAN; 9], 3, 0.5).is_empty());
        assert!(contour(&[], 3, 0.5).is_empty());
    }
}
