"""What people write in public: judged, hidden where it holds personal details, and answered in private."""
