//! What the live view shows, and how it is drawn: the queue, the use and the nodes of each centre.

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::{Color, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Paragraph, Sparkline};

/// One run as it stands.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct View {
    /// The title of the scenario.
    pub(super) title: String,
    /// Under which policy, and which replication.
    pub(super) run: String,
    /// The simulated date and time.
    pub(super) date: String,
    /// How much of the run is done, 0 to 1.
    pub(super) done: f64,
    /// How many runs are over, and how many there are.
    pub(super) runs: (usize, usize),
    pub(super) centers: Vec<CenterView>,
}

/// One centre as it stands.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct CenterView {
    pub(super) name: String,
    pub(super) waiting: u64,
    pub(super) running: u64,
    /// The part of it that is in use, 0 to 1.
    pub(super) used: f64,
    /// How many jobs waited, and how many hundredths were in use, at equal distances of time up to now.
    pub(super) past: Vec<(u64, u64)>,
    pub(super) nodes: Vec<NodeView>,
}

/// One node as it stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum NodeView {
    /// This part of it is in use, 0 to 1.
    Used(f64),
    /// It cannot be used.
    Out,
}

/// Signs for nodes that are idle, and in use by up to a third, two thirds, less than wholly, and wholly.
const SIGNS: [char; 5] = ['·', '░', '▒', '▓', '█'];

/// The sign of a node that cannot be used.
const OUT: char = 'x';

/// How the view is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ink {
    /// With colours.
    Colored,
    /// Without.
    Plain,
}

impl Ink {
    fn style(self, color: Color) -> Style {
        match self {
            Ink::Colored => Style::default().fg(color),
            Ink::Plain => Style::default(),
        }
    }
}

/// Draws all of it.
pub(super) fn draw(frame: &mut Frame<'_>, view: &View, ink: Ink) {
    let [head, body, foot] =
        Layout::vertical([Constraint::Length(3), Constraint::Min(0), Constraint::Length(1)])
            .areas(frame.area());
    draw_head(frame, head, view, ink);
    let share = Constraint::Ratio(1, view.centers.len().max(1) as u32);
    let places = Layout::vertical(view.centers.iter().map(|_| share)).split(body);
    for (center, place) in view.centers.iter().zip(places.iter()) {
        draw_center(frame, *place, center, ink);
    }
    let keys = "q closes this view, Ctrl-C stops; nodes: · idle  ░▒▓ partly used  █ in use  x out of service";
    frame.render_widget(Paragraph::new(keys), foot);
}

fn draw_head(frame: &mut Frame<'_>, area: Rect, view: &View, ink: Ink) {
    let width = usize::from(area.width).saturating_sub(7).min(60);
    let full = (view.done.clamp(0.0, 1.0) * width as f64).round() as usize;
    let bar = format!("{}{}", "━".repeat(full), "─".repeat(width - full));
    let lines = vec![
        Line::from(view.title.clone()),
        Line::from(format!("{}, {}; {} of {} runs are over", view.run, view.date, view.runs.0, view.runs.1)),
        Line::from(vec![
            Span::styled(bar, ink.style(Color::Cyan)),
            Span::raw(format!(" {:>3.0} %", view.done * 100.0)),
        ]),
    ];
    frame.render_widget(Paragraph::new(lines), area);
}

fn draw_center(frame: &mut Frame<'_>, area: Rect, center: &CenterView, ink: Ink) {
    let title = format!(
        " {}: {} waiting, {} running, {:.0} % in use ",
        center.name,
        center.waiting,
        center.running,
        center.used * 100.0
    );
    let block = Block::bordered().title(title);
    let inner = block.inner(area);
    frame.render_widget(block, area);
    let [curves, map] =
        Layout::horizontal([Constraint::Percentage(50), Constraint::Percentage(50)]).areas(inner);
    let halves =
        [Constraint::Length(1), Constraint::Ratio(1, 2), Constraint::Length(1), Constraint::Ratio(1, 2)];
    let [queue_title, queue, use_title, usage] = Layout::vertical(halves).areas(curves);
    let shown = usize::from(curves.width.saturating_sub(1));
    let past = &center.past[center.past.len().saturating_sub(shown)..];
    let most = past.iter().map(|(waiting, _)| *waiting).max().unwrap_or(0);
    frame.render_widget(Paragraph::new(format!("jobs waiting, up to {most}")), queue_title);
    let waiting: Vec<u64> = past.iter().map(|(waiting, _)| *waiting).collect();
    frame.render_widget(Sparkline::default().data(&waiting).style(ink.style(Color::Yellow)), queue);
    frame.render_widget(Paragraph::new("in use, up to 100 %"), use_title);
    let used: Vec<u64> = past.iter().map(|(_, used)| *used).collect();
    frame.render_widget(Sparkline::default().data(&used).max(100).style(ink.style(Color::Green)), usage);
    frame.render_widget(Paragraph::new(node_lines(&center.nodes, map, ink)), map);
}

/// The nodes as signs, line by line; where there are more than there is room for, a sign stands for several.
fn node_lines(nodes: &[NodeView], area: Rect, ink: Ink) -> Vec<Line<'static>> {
    let (width, height) = (usize::from(area.width), usize::from(area.height));
    if width * height == 0 || nodes.is_empty() {
        return Vec::new();
    }
    let together = nodes.len().div_ceil(width * height);
    let signs: Vec<Span<'static>> = nodes.chunks(together).map(|nodes| sign(nodes, ink)).collect();
    signs.chunks(width).map(|signs| Line::from(signs.to_vec())).collect()
}

/// The sign of nodes that stand together: their mean, or that all of them are out.
fn sign(nodes: &[NodeView], ink: Ink) -> Span<'static> {
    let used = nodes.iter().filter_map(|node| match node {
        NodeView::Used(used) => Some(*used),
        NodeView::Out => None,
    });
    let used: Vec<f64> = used.collect();
    if used.is_empty() {
        return Span::styled(OUT.to_string(), ink.style(Color::Red));
    }
    let mean = used.iter().sum::<f64>() / used.len() as f64;
    let place = match mean {
        mean if mean <= 0.0 => 0,
        mean if 1.0 <= mean => 4,
        mean => 1 + (mean * 3.0) as usize,
    };
    Span::styled(SIGNS[place].to_string(), ink.style(Color::Green))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::Terminal;
    use ratatui::backend::TestBackend;

    fn drawn(view: &View, ink: Ink, (width, height): (u16, u16)) -> (String, bool) {
        let mut terminal = Terminal::new(TestBackend::new(width, height)).expect("it needs no terminal");
        terminal.draw(|frame| draw(frame, view, ink)).expect("it can be drawn");
        let buffer = terminal.backend().buffer();
        let mut text = String::new();
        for row in 0..height {
            let line: String = (0..width).map(|column| buffer[(column, row)].symbol()).collect();
            text += &format!("{}\n", line.trim_end());
        }
        let is_colored = buffer.content().iter().any(|cell| cell.fg != Color::Reset);
        (text, is_colored)
    }

    fn view() -> View {
        let nodes = vec![NodeView::Used(1.0), NodeView::Used(0.5), NodeView::Used(0.0), NodeView::Out];
        let past = vec![(0, 0), (2, 50), (4, 100)];
        let center = CenterView { name: "tiny".into(), waiting: 4, running: 2, used: 0.75, past, nodes };
        View {
            title: "Smoke test".into(),
            run: "easy, replication 1".into(),
            date: "2023-01-04 12:00".into(),
            done: 0.5,
            runs: (1, 4),
            centers: vec![center],
        }
    }

    #[test]
    fn the_view_shows_queue_use_and_nodes() {
        let (text, is_colored) = drawn(&view(), Ink::Colored, (60, 14));
        for expected in [
            "Smoke test",
            "easy, replication 1, 2023-01-04 12:00; 1 of 4 runs are over",
            " 50 %",
            " tiny: 4 waiting, 2 running, 75 % in use ",
            "jobs waiting, up to 4",
            "in use, up to 100 %",
            "█▒·x",
            "q closes this view",
        ] {
            assert!(text.contains(expected), "expected `{expected}` in:\n{text}");
        }
        assert!(is_colored);
        let (plain, is_colored) = drawn(&view(), Ink::Plain, (60, 14));
        assert!(plain == text && !is_colored);
    }

    #[test]
    fn many_nodes_share_a_sign() {
        let mut view = view();
        view.centers[0].nodes = vec![NodeView::Used(1.0); 100_000];
        let (text, _) = drawn(&view, Ink::Plain, (40, 10));
        let signs = text.chars().filter(|letter| *letter == '█').count();
        assert!((10..400).contains(&signs), "{text}");
    }

    #[test]
    fn no_terminal_is_too_small() {
        for size in [(1, 1), (10, 3), (80, 5), (300, 100)] {
            drawn(&view(), Ink::Colored, size);
            drawn(&View::default(), Ink::Colored, size);
        }
    }
}
