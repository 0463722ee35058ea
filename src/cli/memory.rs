//! How much memory this process may still take.

use std::path::Path;

/// Bytes that this process may still take: what the system, its control group and its own limit leave, by the files of
/// Linux. None on other systems, which do not have them.
pub fn available() -> Option<u64> {
    let read = |path: &str| std::fs::read_to_string(path).ok();
    let system = read("/proc/meminfo").and_then(|text| kibibytes(&text, "MemAvailable:"));
    let own = read("/proc/self/limits").and_then(|text| address_space(&text));
    let taken = read("/proc/self/status").and_then(|text| kibibytes(&text, "VmSize:"));
    let own = own.map(|limit| limit.saturating_sub(taken.unwrap_or(0)));
    let group = read("/proc/self/cgroup").and_then(|text| group(&text, Path::new("/sys/fs/cgroup")));
    [system, own, group].into_iter().flatten().min()
}

/// The bytes behind a name, which is followed by kibibytes.
fn kibibytes(text: &str, name: &str) -> Option<u64> {
    let value = text.lines().find_map(|line| line.strip_prefix(name))?;
    value.split_whitespace().next()?.parse::<u64>().ok()?.checked_mul(1 << 10)
}

/// The soft limit of a process's addresses in bytes; none where there is no limit.
fn address_space(limits: &str) -> Option<u64> {
    let line = limits.lines().find_map(|line| line.strip_prefix("Max address space"))?;
    line.split_whitespace().next()?.parse().ok()
}

/// What the control group of a process leaves, and each group that it lies in, by version 2 of their files under `root`.
/// Pages of files that the system can drop count as left. None where no group has a limit.
fn group(of_process: &str, root: &Path) -> Option<u64> {
    let own = of_process.lines().find_map(|line| line.strip_prefix("0::/"))?;
    let left = |folder: &Path| {
        let read = |name: &str| std::fs::read_to_string(folder.join(name)).ok();
        let most: u64 = read("memory.max")?.trim().parse().ok()?;
        let taken: u64 = read("memory.current")?.trim().parse().ok()?;
        let stat = read("memory.stat").unwrap_or_default();
        let droppable = stat.lines().find_map(|line| line.strip_prefix("inactive_file ")?.parse().ok()).unwrap_or(0);
        Some(most.saturating_sub(taken.saturating_sub(droppable)))
    };
    root.join(own).ancestors().take_while(|folder| folder.starts_with(root)).filter_map(left).min()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_systems_files_are_read_as_they_are_written() {
        let meminfo = "MemTotal:       24689548 kB\nMemFree:         1000000 kB\nMemAvailable:   18874368 kB\n";
        assert_eq!(kibibytes(meminfo, "MemAvailable:"), Some(18 << 30));
        assert_eq!(kibibytes("MemTotal: 5 kB\n", "MemAvailable:"), None);
        assert_eq!(kibibytes("VmSize: 18446744073709551615 kB\n", "VmSize:"), None);
        let limits = |soft: &str| {
            format!("Limit  Soft Limit  Hard Limit  Units\nMax address space   {soft}   unlimited   bytes\n")
        };
        assert_eq!(address_space(&limits("2147483648")), Some(2 << 30));
        assert_eq!(address_space(&limits("unlimited")), None);
    }

    #[test]
    fn the_tightest_group_counts() {
        let root = tempfile::tempdir().expect("a folder");
        let write = |folder: &str, files: &[(&str, &str)]| {
            let folder = root.path().join(folder);
            std::fs::create_dir_all(&folder).expect("a folder");
            files.iter().for_each(|(name, text)| std::fs::write(folder.join(name), text).expect("a file"));
        };
        write("", &[("memory.stat", "anon 5\n")]);
        write(
            "user",
            &[("memory.max", "1000\n"), ("memory.current", "700\n"), ("memory.stat", "anon 1\ninactive_file 200\n")],
        );
        write("user/shell", &[("memory.max", "max\n"), ("memory.current", "600\n")]);
        write("user/shell/job", &[("memory.max", "900\n"), ("memory.current", "100\n")]);
        assert_eq!(group("1:name=x:/old\n0::/user/shell/job\n", root.path()), Some(500));
        assert_eq!(group("0::/\n", root.path()), None);
        assert_eq!(group("4:memory:/docker\n", root.path()), None);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn what_is_left_here_is_known() {
        assert!(available().is_some_and(|bytes| bytes > 1 << 20));
    }
}
